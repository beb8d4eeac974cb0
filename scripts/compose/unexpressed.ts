import type { Registered } from "../registered";
import { type Labels, objectsOf, type Placed, selects } from "./objects";
import { type Workload, workloads } from "./workloads";

/** Kinds that the Compose file has, or that have no meaning on one machine. */
const silent = new Set([
  ...["Namespace", "Secret", "ConfigMap", "Service", "ServiceAccount", "NetworkPolicy"],
  ...["Deployment", "StatefulSet", "Job"],
]);

/** What becomes of each kind that Compose has no word for. */
const sentences: Record<string, (names: string, objects: readonly Placed[]) => string> = {
  CronJob: (names) =>
    `Nothing runs by the clock: ${names} would have to be started by a clock of the machine's own.`,
  HorizontalPodAutoscaler: (names) =>
    `Nothing is added under load: the autoscalers of ${names} have no counterpart.`,
  PodDisruptionBudget: (names) => `No budget holds back who stops a container: ${names}.`,
  PersistentVolumeClaim: (_, objects) =>
    `A volume grows as far as the disk does: ${objects.map(size).join(", ")} are not held to their sizes.`,
  ResourceQuota: () => "Nothing bounds the stack as a whole: there is no quota.",
  LimitRange: () => "A container without limits has none: there is no LimitRange.",
  CiliumNetworkPolicy: (names) =>
    `Who may reach some DNS names reaches every address outside: ${names}.`,
};

/**
 * What the stack has in a cluster and has not in Compose, a sentence each.
 *
 * @param settings The stack's settings as its files have them, by full key.
 * @param secretKeys Those that hold something encrypted, which only the stack's own key decrypts.
 */
export function unexpressed(
  resources: readonly Registered[],
  settings: Readonly<Record<string, string>>,
  secretKeys: readonly string[],
): string[] {
  const { tls } = JSON.parse(settings["slipway:gateway"] ?? "{}") as { tls?: object };
  const here = workloads(resources);
  const repeated = here.filter(({ replicas }) => replicas > 1);
  const counts = repeated.map(({ name, replicas }) => `${name} (${replicas})`).join(", ");
  const ranges = objectsOf(resources, "NetworkPolicy").flatMap((policy) => rangesOf(policy, here));
  return [
    ...(counts === ""
      ? []
      : [`Each runs once, since a port of the machine leads to one container: ${counts}.`]),
    ...(secretKeys.length === 0
      ? []
      : [
          `What is encrypted in ${secretKeys.join(", ")} is not known here: a placeholder is in its place.`,
        ]),
    ...(tls === undefined
      ? []
      : ["The gateway speaks plain http: gateway.tls is for the cluster."]),
    "A network has no ports and no direction: both ends of an edge reach every port of each other.",
    "Who has a port of the machine also reaches addresses outside, which no policy denies here.",
    ...(ranges.length === 0
      ? []
      : [`Who may reach some addresses outside reaches all: ${ranges.join(", ")}.`]),
    "A container that hangs is not started anew: liveness probes have no counterpart, only one that ends is.",
    "A new version stops the old one first: there is no rollout, and no pause before a stop.",
    "Requests and limits of CPU and disk, nodes, and how pods spread over them are left out.",
    "A job runs at each `up`, also where nothing has changed.",
    ...kinds(resources),
  ];
}

function kinds(resources: readonly Registered[]): string[] {
  const others = objectsOf(resources).filter(({ object }) => !silent.has(object.kind));
  return [...new Set(others.map(({ object }) => object.kind))].map((kind) => {
    const objects = others.filter(({ object }) => object.kind === kind);
    const names = objects.map(({ object }) => object.metadata.name).join(", ");
    const sentence = sentences[kind] ?? (() => `${kind} has no counterpart: ${names}.`);
    return sentence(names, objects);
  });
}

function size({ object }: Placed): string {
  const { resources } = object.spec as { resources?: { requests?: { storage?: string } } };
  return `${object.metadata.name} (${resources?.requests?.storage ?? "no size"})`;
}

/** Where those that run here may go, of the addresses outside. */
function rangesOf({ object }: Placed, here: readonly Workload[]): string[] {
  const { podSelector, egress = [] } = object.spec as {
    podSelector: { matchLabels?: Labels };
    egress?: { to?: { ipBlock?: { cidr: string } }[] }[];
  };
  const { matchLabels } = podSelector;
  if (matchLabels === undefined || !here.some(({ labels }) => selects(matchLabels, labels)))
    return [];
  return egress
    .flatMap(({ to = [] }) => to)
    .flatMap(({ ipBlock }) =>
      ipBlock === undefined ? [] : `${object.metadata.name} (${ipBlock.cidr})`,
    );
}
