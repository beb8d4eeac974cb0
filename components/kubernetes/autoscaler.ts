import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

/** The load to aim at, in percent of the CPU that a pod requests. */
const targetCpu = 70;

export interface AutoscalerArgs {
  namespace: pulumi.Input<string>;
  /** The fewest pods. */
  replicas: number;
  /** The most pods. */
  maxReplicas: number;
}

/** Chooses between two numbers of pods, by their load, for the Deployment of its name. */
export function autoscaler(
  name: string,
  args: AutoscalerArgs,
  opts: pulumi.CustomResourceOptions,
): void {
  new kubernetes.autoscaling.v2.HorizontalPodAutoscaler(
    name,
    {
      metadata: { namespace: args.namespace },
      spec: {
        scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name },
        minReplicas: args.replicas,
        maxReplicas: args.maxReplicas,
        metrics: [
          {
            type: "Resource",
            resource: {
              name: "cpu",
              target: { type: "Utilization", averageUtilization: targetCpu },
            },
          },
        ],
      },
    },
    opts,
  );
}
