import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Peer, PodLabels } from "./link";

export interface AllowArgs {
  namespace: pulumi.Input<string>;
  from: PodLabels;
  to: Peer;
  port: number;
}

/**
 * Both halves of one permission to connect, over the namespace's default of none: out of `from`, and into `to`. What
 * is outside of the cluster has only the first.
 */
export function allow(name: string, args: AllowArgs, opts: pulumi.CustomResourceOptions): void {
  const to =
    "cidr" in args.to
      ? { ipBlock: { cidr: args.to.cidr } }
      : { podSelector: { matchLabels: args.to.podLabels } };
  const ports = [{ protocol: "TCP", port: args.port }];
  new kubernetes.networking.v1.NetworkPolicy(
    `${name}-out`,
    {
      metadata: { namespace: args.namespace },
      spec: {
        podSelector: { matchLabels: args.from },
        policyTypes: ["Egress"],
        egress: [{ to: [to], ports }],
      },
    },
    opts,
  );
  if ("cidr" in args.to) return;
  new kubernetes.networking.v1.NetworkPolicy(
    `${name}-in`,
    {
      metadata: { namespace: args.namespace },
      spec: {
        podSelector: { matchLabels: args.to.podLabels },
        policyTypes: ["Ingress"],
        ingress: [{ from: [{ podSelector: { matchLabels: args.from } }], ports }],
      },
    },
    opts,
  );
}
