import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { PodLabels } from "./link";

export interface AddressArgs {
  namespace: pulumi.Input<string>;
  /** The pods behind the address. */
  podLabels: PodLabels;
  /** Within the cluster alone, or for anybody: on every node, or behind a load balancer of the cloud's. */
  type: "ClusterIP" | "NodePort" | "LoadBalancer";
  /** Ports by the container's names for them; the nodes' are 30000 to 32767, or 0 for none. */
  ports: { name: string; port: number; containerPort: number; nodePort?: number }[];
}

/** The one address of a set of pods; where anybody may use it, anybody is let in to the pods as well. */
export function address(name: string, args: AddressArgs, opts: pulumi.CustomResourceOptions): void {
  const { namespace, podLabels, type } = args;
  new kubernetes.core.v1.Service(
    name,
    {
      metadata: { name, namespace, labels: podLabels },
      spec: {
        type,
        selector: podLabels,
        ports: args.ports.map(({ name: targetPort, port, nodePort = 0 }) => ({
          name: targetPort,
          port,
          targetPort,
          ...(nodePort === 0 ? {} : { nodePort }),
        })),
        // A balancer asks each node whether it has a pod, and so clients keep their address; whoever picks a node
        // by himself is to be served by any.
        ...(type === "LoadBalancer" ? { externalTrafficPolicy: "Local" } : {}),
      },
    },
    opts,
  );
  if (type === "ClusterIP") return;
  new kubernetes.networking.v1.NetworkPolicy(
    `${name}-from-anywhere`,
    {
      metadata: { namespace },
      spec: {
        podSelector: { matchLabels: podLabels },
        policyTypes: ["Ingress"],
        ingress: [
          {
            ports: args.ports.map(({ containerPort }) => ({
              protocol: "TCP",
              port: containerPort,
            })),
          },
        ],
      },
    },
    opts,
  );
}
