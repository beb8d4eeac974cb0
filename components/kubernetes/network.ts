import * as kubernetes from "@pulumi/kubernetes";
import type { types } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Peer, PodLabels } from "../edges/link";
import { Collection } from "../program/collection";

type Policy = types.input.networking.v1.NetworkPolicySpec;
type PolicyPeer = types.input.networking.v1.NetworkPolicyPeer;

/** Who may connect: pods of this namespace, those of another one, a range of addresses, or anybody. */
export type Source =
  | { readonly podLabels: PodLabels }
  | { readonly namespace: string }
  | { readonly cidr: string }
  | "anywhere";

/** A permission to connect to some pods at a port. */
interface Admission {
  from: Source;
  to: PodLabels;
  port: number;
}

/** Where some pods may connect to. */
export interface Destination {
  readonly peer: Peer;
  readonly port: number;
}

/**
 * Who may connect to whom in a namespace, over its default of nobody: one NetworkPolicy for the way out of a set of
 * pods, and one for the way in, whose rules are collected while the program runs.
 */
export class Network {
  private readonly admissions = new Collection<Admission>();

  constructor(private readonly namespace: pulumi.Input<string>) {}

  /** Lets pods out, to destinations and nowhere else, and into those that are pods of this namespace. */
  egress(
    name: string,
    podLabels: PodLabels,
    destinations: readonly Destination[],
    opts: pulumi.CustomResourceOptions,
  ): void {
    if (destinations.length === 0) return;
    for (const { peer, port } of destinations) {
      if ("podLabels" in peer) this.admit({ podLabels }, peer.podLabels, port);
    }
    const rules = byPort(destinations.map(({ peer, port }) => ({ port, peer: destination(peer) })));
    this.policy(`${name}-egress`, podLabels, "Egress", opts, {
      egress: rules.map(({ ports, peers }) => ({ ports, to: peers })),
    });
  }

  /** Lets into pods whoever is admitted to them, here or later in the program, and nobody else. */
  ingress(name: string, podLabels: PodLabels, opts: pulumi.CustomResourceOptions): void {
    const rules = this.admissions.all.then((all) => {
      const mine = all.filter(({ to }) => isSame(to, podLabels));
      return byPort(mine.map(({ port, from }) => ({ port, peer: source(from) })));
    });
    this.policy(`${name}-ingress`, podLabels, "Ingress", opts, {
      ingress: pulumi.output(rules).apply((found) =>
        found.map(({ ports, peers }) =>
          // No list at all means anybody, and an empty one would differ from what the cluster gives back.
          peers.some((peer) => Object.keys(peer).length === 0) ? { ports } : { ports, from: peers },
        ),
      ),
    });
  }

  /** Admits somebody to pods that have a policy for their way in. */
  admit(from: Source, to: PodLabels, port: number): void {
    this.admissions.add({ from, to, port }, `port ${port} is to be reached`);
  }

  private policy(
    name: string,
    podLabels: PodLabels,
    type: "Ingress" | "Egress",
    opts: pulumi.CustomResourceOptions,
    rules: Pick<Policy, "ingress" | "egress">,
  ): void {
    new kubernetes.networking.v1.NetworkPolicy(
      name,
      {
        metadata: { namespace: this.namespace },
        spec: { podSelector: { matchLabels: podLabels }, policyTypes: [type], ...rules },
      },
      opts,
    );
  }
}

function destination(peer: Peer): PolicyPeer {
  return "cidr" in peer
    ? { ipBlock: { cidr: peer.cidr } }
    : { podSelector: { matchLabels: peer.podLabels } };
}

function source(from: Source): PolicyPeer {
  if (from === "anywhere") return {};
  if ("cidr" in from) return { ipBlock: { cidr: from.cidr } };
  return "namespace" in from
    ? { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": from.namespace } } }
    : { podSelector: { matchLabels: from.podLabels } };
}

/** One rule a port, with every peer once. */
function byPort(all: readonly { port: number; peer: PolicyPeer }[]) {
  const ports = [...new Set(all.map(({ port }) => port))];
  return ports.map((port) => {
    const peers = all.filter((one) => one.port === port).map(({ peer }) => JSON.stringify(peer));
    return {
      ports: [{ protocol: "TCP", port }],
      peers: [...new Set(peers)].map((peer) => JSON.parse(peer) as PolicyPeer),
    };
  });
}

function isSame(one: PodLabels, other: PodLabels): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
