import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { PodLabels } from "./link";

export interface AddressArgs {
  namespace: pulumi.Input<string>;
  /** The pods behind the address. */
  podLabels: PodLabels;
  /** The pods' port, and the address's too; the container calls it "http". */
  port: number;
  /** A port of every node, 30000 to 32767, that leads here from anywhere; 0 for none. */
  nodePort: number;
}

/** The one address of a set of pods; with a port of the nodes, anybody outside is let in by it as well. */
export function address(name: string, args: AddressArgs, opts: pulumi.CustomResourceOptions): void {
  const { namespace, podLabels, port, nodePort } = args;
  new kubernetes.core.v1.Service(
    name,
    {
      metadata: { name, namespace, labels: podLabels },
      spec: {
        type: nodePort === 0 ? "ClusterIP" : "NodePort",
        selector: podLabels,
        ports: [
          { name: "http", port, targetPort: "http", ...(nodePort === 0 ? {} : { nodePort }) },
        ],
      },
    },
    opts,
  );
  if (nodePort === 0) return;
  new kubernetes.networking.v1.NetworkPolicy(
    `${name}-node-port`,
    {
      metadata: { namespace },
      spec: {
        podSelector: { matchLabels: podLabels },
        policyTypes: ["Ingress"],
        ingress: [{ ports: [{ protocol: "TCP", port }] }],
      },
    },
    opts,
  );
}
