import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { PodLabels } from "./link";

export interface AllowArgs {
  namespace: pulumi.Input<string>;
  from: PodLabels;
  to: PodLabels;
  port: number;
}

/** Both halves of one permission to connect, over the namespace's default of none: out of `from`, and into `to`. */
export function allow(name: string, args: AllowArgs, opts: pulumi.CustomResourceOptions): void {
  const ports = [{ protocol: "TCP", port: args.port }];
  new kubernetes.networking.v1.NetworkPolicy(
    `${name}-out`,
    {
      metadata: { namespace: args.namespace },
      spec: {
        podSelector: { matchLabels: args.from },
        policyTypes: ["Egress"],
        egress: [{ to: [{ podSelector: { matchLabels: args.to } }], ports }],
      },
    },
    opts,
  );
  new kubernetes.networking.v1.NetworkPolicy(
    `${name}-in`,
    {
      metadata: { namespace: args.namespace },
      spec: {
        podSelector: { matchLabels: args.to },
        policyTypes: ["Ingress"],
        ingress: [{ from: [{ podSelector: { matchLabels: args.from } }], ports }],
      },
    },
    opts,
  );
}
