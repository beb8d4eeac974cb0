import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { PodLabels } from "../edges/link";

export interface CiliumPolicyArgs {
  namespace: pulumi.Input<string>;
  /** The pods that it lets out. */
  podLabels: PodLabels;
  /** Where to, by DNS names. */
  destinations: readonly { host: string; port: number }[];
}

/**
 * Lets pods out to DNS names, beside what their NetworkPolicies allow. Cilium learns the addresses from the answers of
 * the cluster's DNS, which it has to be let read.
 */
export function ciliumPolicy(
  name: string,
  { namespace, podLabels, destinations }: CiliumPolicyArgs,
  opts: pulumi.CustomResourceOptions,
): void {
  const dns = { "k8s:io.kubernetes.pod.namespace": "kube-system", "k8s:k8s-app": "kube-dns" };
  const port = (number: number, protocol: string) => [{ port: String(number), protocol }];
  new kubernetes.apiextensions.CustomResource(
    name,
    {
      apiVersion: "cilium.io/v2",
      kind: "CiliumNetworkPolicy",
      metadata: { namespace },
      spec: {
        endpointSelector: { matchLabels: podLabels },
        egress: [
          {
            toEndpoints: [{ matchLabels: dns }],
            toPorts: [{ ports: port(53, "ANY"), rules: { dns: [{ matchPattern: "*" }] } }],
          },
          ...destinations.map(({ host, port: number }) => ({
            toFQDNs: [{ matchName: host }],
            toPorts: [{ ports: port(number, "TCP") }],
          })),
        ],
      },
    },
    opts,
  );
}
