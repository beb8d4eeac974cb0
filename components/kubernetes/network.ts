import * as kubernetes from "@pulumi/kubernetes";
import type { types } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Peer, PodLabels } from "../edges/link";
import { ciliumPolicy } from "./cilium-policy";
import { Collection } from "../program/collection";

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
 * Who may connect to whom in a namespace, over its default of nobody: one NetworkPolicy for each set of pods, for its way
 * out and for its way in, whose rules are collected while the program runs, and one of Cilium's where the way out leads to
 * DNS names.
 */
export class Network {
  private readonly admissions = new Collection<Admission>();

  constructor(private readonly namespace: pulumi.Input<string>) {}

  /**
   * Lets pods out, to destinations and nowhere else, and into those that are pods of this namespace; and into them
   * whoever is admitted to them, here or later in the program, and nobody else.
   */
  policy(
    name: string,
    podLabels: PodLabels,
    destinations: readonly Destination[],
    opts: pulumi.CustomResourceOptions,
  ): void {
    for (const { peer, port } of destinations) {
      if ("podLabels" in peer) this.admit({ podLabels }, peer.podLabels, port);
    }
    const names = destinations.flatMap(({ peer, port }) =>
      "host" in peer ? [{ host: peer.host, port }] : [],
    );
    if (names.length > 0) {
      const { namespace } = this;
      ciliumPolicy(name, { namespace, podLabels, destinations: names }, opts);
    }
    const out = byPort(
      destinations.flatMap(({ peer, port }) =>
        policyPeers(peer).map((policyPeer) => ({ port, peer: policyPeer })),
      ),
    );
    const admitted = this.admissions.all.then((all) => {
      const mine = all.filter(({ to }) => isSame(to, podLabels));
      return byPort(mine.map(({ port, from }) => ({ port, peer: source(from) })));
    });
    const ingress = pulumi.output(admitted).apply((rules) =>
      rules.map(({ ports, peers }) =>
        // No list at all means anybody, and an empty one would differ from what the cluster gives back.
        peers.some((peer) => Object.keys(peer).length === 0) ? { ports } : { ports, from: peers },
      ),
    );
    new kubernetes.networking.v1.NetworkPolicy(
      name,
      {
        metadata: { namespace: this.namespace },
        spec: {
          podSelector: { matchLabels: podLabels },
          // Whose way out leads nowhere has the namespace's default for it. Where one policy has both, kube-router lets
          // its pods, if anybody may enter them, reach each other as well.
          policyTypes: destinations.length === 0 ? ["Ingress"] : ["Egress", "Ingress"],
          ...(out.length === 0
            ? {}
            : { egress: out.map(({ ports, peers }) => ({ ports, to: peers })) }),
          ingress,
        },
      },
      opts,
    );
  }

  /** Admits somebody to pods that have a policy for their way in. */
  admit(from: Source, to: PodLabels, port: number): void {
    this.admissions.add({ from, to, port }, `port ${port} is to be reached`);
  }
}

/** What a NetworkPolicy can say of a peer: of a DNS name nothing. */
function policyPeers(peer: Peer): PolicyPeer[] {
  if ("host" in peer) return [];
  return "cidrs" in peer
    ? peer.cidrs.map((cidr) => ({ ipBlock: { cidr } }))
    : [{ podSelector: { matchLabels: peer.podLabels } }];
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
