import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { PodLabels } from "../edges/link";

export interface AddressArgs {
  namespace: pulumi.Input<string>;
  /** The pods behind the address. */
  podLabels: PodLabels;
  /**
   * Within the cluster alone: one for all of them, or, headless, one for each, whether it is ready or not. Or for
   * anybody: on every node, or behind a load balancer of the cloud's.
   */
  type: "ClusterIP" | "headless" | "NodePort" | "LoadBalancer";
  /** Ports by the container's names for them; the nodes' are 30000 to 32767, or 0 for none. */
  ports: { name: string; port: number; nodePort?: number }[];
  /** What a load balancer is told besides. @default nothing */
  loadBalancer?: {
    /** Its class; "" for the cluster's default. */
    class: string;
    annotations: Readonly<Record<string, string>>;
    /** The ranges of addresses that it serves; none for anybody. */
    ranges: readonly string[];
  };
}

/** The address of a set of pods. */
export function address(
  name: string,
  { namespace, podLabels, type, ...args }: AddressArgs,
  opts: pulumi.CustomResourceOptions,
): kubernetes.core.v1.Service {
  const { class: balancer = "", annotations = {}, ranges = [] } = args.loadBalancer ?? {};
  return new kubernetes.core.v1.Service(
    name,
    {
      metadata: {
        name,
        namespace,
        labels: podLabels,
        ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
      },
      spec: {
        ...(type === "headless" ? { clusterIP: "None", publishNotReadyAddresses: true } : { type }),
        selector: podLabels,
        ports: args.ports.map(({ name: targetPort, port, nodePort = 0 }) => ({
          name: targetPort,
          port,
          targetPort,
          ...(nodePort === 0 ? {} : { nodePort }),
        })),
        // Whoever comes from outside may speak either, where the cluster has both.
        ...(type === "NodePort" || type === "LoadBalancer"
          ? { ipFamilyPolicy: "PreferDualStack" }
          : {}),
        // A balancer asks each node whether it has a pod, and so clients keep their address; whoever picks a node
        // by himself is to be served by any.
        ...(type === "LoadBalancer" ? { externalTrafficPolicy: "Local" } : {}),
        ...(balancer === "" ? {} : { loadBalancerClass: balancer }),
        ...(ranges.length === 0 ? {} : { loadBalancerSourceRanges: [...ranges] }),
      },
    },
    opts,
  );
}

/** What the cluster says of who balances the load: its IP addresses, or its DNS names; none where there is nobody. */
export function addressesOf(
  status: pulumi.Input<
    { loadBalancer?: { ingress?: { ip?: string; hostname?: string }[] } } | undefined
  >,
): pulumi.Output<string[]> {
  return pulumi
    .output(status)
    .apply((known) =>
      (known?.loadBalancer?.ingress ?? []).flatMap(({ ip, hostname }) => ip ?? hostname ?? []),
    );
}
