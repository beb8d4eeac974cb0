import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

/** The load to aim at, in percent of what a pod requests. */
export interface TargetLoad {
  /** @default 70, or none where there is one for memory */
  cpu?: number | undefined;
  /** @default none */
  memory?: number | undefined;
}

export interface AutoscalerArgs {
  namespace: pulumi.Input<string>;
  /** The fewest pods. */
  replicas: number;
  /** The most pods. */
  maxReplicas: number;
  load: TargetLoad;
}

/** Chooses between two numbers of pods, by the load that asks for the most of them, for the Deployment of its name. */
export function autoscaler(
  name: string,
  args: AutoscalerArgs,
  opts: pulumi.CustomResourceOptions,
): void {
  const { cpu = args.load.memory === undefined ? 70 : undefined, memory } = args.load;
  const metric = (resource: string, averageUtilization: number | undefined) =>
    averageUtilization === undefined
      ? []
      : [
          {
            type: "Resource",
            resource: { name: resource, target: { type: "Utilization", averageUtilization } },
          },
        ];
  new kubernetes.autoscaling.v2.HorizontalPodAutoscaler(
    name,
    {
      metadata: { namespace: args.namespace },
      spec: {
        scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name },
        minReplicas: args.replicas,
        maxReplicas: args.maxReplicas,
        metrics: [...metric("cpu", cpu), ...metric("memory", memory)],
      },
    },
    opts,
  );
}
