import type { LabelSelector, NetworkPolicy, PolicyPeer } from "./objects";

/** A set of pods by their labels, in the namespace of the policies. */
export interface PodSet {
  labels: Record<string, string>;
  namespace: string;
}

/**
 * Why a namespace's policies keep pods from others at a port: which direction no policy opens, and which policies close
 * it. Undefined where they let them through. What a policy says of addresses counts for nothing here: pods are meant.
 */
export function denial(
  policies: readonly NetworkPolicy[],
  from: PodSet,
  to: PodSet,
  port: number,
): { direction: "out" | "in"; closedBy: string[] } | undefined {
  const out = policies.filter(
    (policy) => selects(policy, from.labels) && governs(policy, "Egress"),
  );
  const isLetOut = out.some(({ spec }) =>
    spec.egress?.some((rule) => opens(rule.ports, port) && admits(rule.to, to, from.namespace)),
  );
  if (out.length > 0 && !isLetOut) return { direction: "out", closedBy: out.map(nameOf) };
  const into = policies.filter(
    (policy) => selects(policy, to.labels) && governs(policy, "Ingress"),
  );
  const isLetIn = into.some(({ spec }) =>
    spec.ingress?.some((rule) => opens(rule.ports, port) && admits(rule.from, from, to.namespace)),
  );
  return into.length > 0 && !isLetIn ? { direction: "in", closedBy: into.map(nameOf) } : undefined;
}

function nameOf({ metadata }: NetworkPolicy): string {
  return metadata.name;
}

function selects({ spec }: NetworkPolicy, labels: Record<string, string>): boolean {
  return matches(spec.podSelector, labels);
}

/** As the API has it where a policy does not say: the way in always, the way out if it has rules for it. */
function governs({ spec }: NetworkPolicy, type: "Ingress" | "Egress"): boolean {
  if (spec.policyTypes !== undefined) return spec.policyTypes.includes(type);
  return type === "Ingress" || spec.egress !== undefined;
}

function opens(
  ports: { protocol?: string; port?: number | string; endPort?: number }[] | undefined,
  wanted: number,
): boolean {
  if (ports === undefined || ports.length === 0) return true;
  return ports.some(({ protocol = "TCP", port, endPort }) => {
    if (protocol !== "TCP") return false;
    // A name stands for a port of the pods: which one, only they know.
    if (port === undefined || typeof port === "string") return true;
    return wanted >= port && wanted <= (endPort ?? port);
  });
}

function admits(peers: PolicyPeer[] | undefined, pods: PodSet, own: string): boolean {
  if (peers === undefined || peers.length === 0) return true;
  return peers.some(({ podSelector, namespaceSelector, ipBlock }) => {
    if (ipBlock !== undefined) return false;
    const inNamespace =
      namespaceSelector === undefined
        ? pods.namespace === own
        : matches(namespaceSelector, { "kubernetes.io/metadata.name": pods.namespace });
    return inNamespace && matches(podSelector ?? {}, pods.labels);
  });
}

function matches(selector: LabelSelector, labels: Record<string, string>): boolean {
  const pairs = Object.entries(selector.matchLabels ?? {});
  const isEqual = pairs.every(([key, value]) => labels[key] === value);
  const expressions = selector.matchExpressions ?? [];
  return (
    isEqual &&
    expressions.every(({ key, operator, values = [] }) => {
      const value = labels[key];
      if (operator === "Exists") return value !== undefined;
      if (operator === "DoesNotExist") return value === undefined;
      if (operator === "In") return value !== undefined && values.includes(value);
      return value === undefined || !values.includes(value);
    })
  );
}
