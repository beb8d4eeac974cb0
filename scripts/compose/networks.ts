import type { Registered } from "../registered";
import { type Labels, objectsOf, selects } from "./objects";
import type { Workload } from "./workloads";

/** A network, and who is in it. */
export interface ComposeNetwork {
  name: string;
  members: string[];
  /** Whether nothing outside of it can be reached from it, nor it from outside. */
  internal: boolean;
}

interface PolicySpec {
  podSelector: { matchLabels?: Labels };
  egress?: { to?: { podSelector?: { matchLabels?: Labels }; ipBlock?: object }[] }[];
}

/**
 * A network for each edge that the NetworkPolicies let through, and for nobody else: who shares one is an end of it. What
 * has ports of this machine, or a way out, must be in one that is not internal: an edge between two such, or one of its own.
 */
export function networks(
  resources: readonly Registered[],
  workloads: readonly Workload[],
  published: ReadonlySet<string>,
): ComposeNetwork[] {
  const named = (labels: Labels) =>
    workloads.filter((each) => selects(labels, each.labels)).map(({ name }) => name);
  const all = new Map<string, ComposeNetwork>();
  const outward = new Set(published);
  for (const { podSelector, egress = [] } of policies(resources)) {
    const from = podSelector.matchLabels ?? {};
    // The namespace's default, which is what Compose has as well: nobody reaches anybody.
    if (Object.keys(from).length === 0) continue;
    for (const { podSelector: peer, ipBlock } of egress.flatMap((rule) => rule.to ?? [])) {
      if (ipBlock !== undefined) for (const name of named(from)) outward.add(name);
      const to = peer?.matchLabels;
      if (to === undefined) continue;
      const name = `${part(from)}-to-${part(to)}`;
      all.set(name, {
        name,
        members: [...new Set([...named(from), ...named(to)])],
        internal: true,
      });
    }
  }
  for (const { endpointSelector } of namedWaysOut(resources)) {
    for (const name of named(endpointSelector.matchLabels)) outward.add(name);
  }
  for (const network of all.values()) {
    network.internal = !network.members.every((name) => outward.has(name));
  }
  for (const name of outward) {
    const open = [...all.values()].some(
      ({ members, internal }) => !internal && members.includes(name),
    );
    if (!open)
      all.set(`${name}-outward`, { name: `${name}-outward`, members: [name], internal: false });
  }
  return [...all.values()];
}

function policies(resources: readonly Registered[]): PolicySpec[] {
  return objectsOf(resources, "NetworkPolicy").map(
    ({ object }) => object.spec as unknown as PolicySpec,
  );
}

/** Those of Cilium's lead to DNS names. */
function namedWaysOut(resources: readonly Registered[]) {
  return objectsOf(resources, "CiliumNetworkPolicy").map(
    ({ object }) => object.spec as unknown as { endpointSelector: { matchLabels: Labels } },
  );
}

function part(labels: Labels): string {
  return labels["app.kubernetes.io/name"] ?? Object.values(labels).join("-");
}
