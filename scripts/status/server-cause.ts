import type { Cause } from "./finding";
import type { Condition, Pod, Workload } from "./objects";
import type { Reading } from "./reading";
import { messagesOf, podCause } from "./pod-cause";

/** How many of a server's pods there are. */
export interface Count {
  desired: number;
  ready: number;
  /** Pods of the newest version. */
  updated: number;
}

export function countOf({ spec, status = {} }: Workload): Count {
  return {
    desired: spec.replicas ?? 1,
    ready: status.readyReplicas ?? 0,
    updated: status.updatedReplicas ?? 0,
  };
}

/** Whether every pod is there, of the newest version, and ready. */
export function isComplete(server: Workload): boolean {
  const { desired, ready, updated } = countOf(server);
  const { metadata, status = {} } = server;
  const isSeen = (status.observedGeneration ?? 0) >= (metadata.generation ?? 0);
  // A Deployment's pods of an older version count until they are gone.
  const isAlone = (status.replicas ?? 0) <= desired || server.kind === "StatefulSet";
  return isSeen && desired > 0 && updated >= desired && ready >= desired && isAlone;
}

/** The pods of a server that are to stay, those of the newest version first. */
export function podsOf(server: Workload, reading: Reading): Pod[] {
  const { newest, older } = byVersion(server, reading);
  return [...newest, ...older];
}

function byVersion(server: Workload, { pods, replicaSets }: Reading) {
  const labels = Object.entries(server.spec.selector?.matchLabels ?? {});
  const own = pods.filter(
    ({ metadata, status }) =>
      metadata.deletionTimestamp === undefined &&
      status.phase !== "Succeeded" &&
      labels.every(([key, value]) => metadata.labels?.[key] === value),
  );
  const newest = newestSet(server, replicaSets)?.metadata.name;
  const isNew = ({ metadata }: Pod) =>
    server.kind === "StatefulSet"
      ? metadata.labels?.["controller-revision-hash"] === server.status?.updateRevision
      : metadata.ownerReferences?.some(({ name }) => name === newest) === true;
  return { newest: own.filter(isNew), older: own.filter((pod) => !isNew(pod)) };
}

/** The ReplicaSet of a Deployment's newest version. */
function newestSet({ metadata }: Workload, sets: readonly Workload[]): Workload | undefined {
  const revision = (set: Workload) =>
    Number(set.metadata.annotations?.["deployment.kubernetes.io/revision"] ?? 0);
  return sets
    .filter((set) => set.metadata.ownerReferences?.some(({ name }) => name === metadata.name))
    .sort((one, other) => revision(other) - revision(one))[0];
}

/** Why a server is not complete, from itself and its pods alone; undefined where it is. */
export function serverCause(server: Workload, reading: Reading): Cause | undefined {
  if (isComplete(server)) return undefined;
  const { name } = server.metadata;
  const { desired, ready, updated } = countOf(server);
  if (desired === 0) {
    return {
      code: "scaled-to-zero",
      says: "has no pods: it is scaled to 0",
      evidence: [`${server.kind} ${name} has replicas: 0`],
      mend:
        `Scale it up: kubectl -n ${reading.namespace} scale ${server.kind.toLowerCase()}/${name} --replicas=1; ` +
        `pulumi up --refresh gives it as many as the program says.`,
    };
  }
  // What is wrong with an older version counts only while nothing is known of the newest: it is about to go.
  const { newest, older } = byVersion(server, reading);
  const causesOf = (pods: Pod[]) => pods.flatMap((pod) => podCause(pod, reading) ?? []);
  const causes = causesOf(newest.length > 0 ? newest : older);
  const plain = causes.find(({ code }) => code !== "starting");
  const refused = refusedPods(server, reading);
  return (
    plain ??
    refused ??
    causes[0] ?? {
      code: "starting",
      says:
        ready < desired
          ? `has ${ready} of ${desired} pods ready, and the rest are on their way`
          : `is being rolled: ${updated} of ${desired} pods are of its newest version`,
      evidence: [],
      mend: "Wait: nothing says that it fails.",
    }
  );
}

/** Why the cluster makes no more pods of a server. */
function refusedPods(server: Workload, reading: Reading): Cause | undefined {
  const set = newestSet(server, reading.replicaSets);
  const refused = (conditions: Condition[] = []) =>
    conditions.find(({ type, status }) => type === "ReplicaFailure" && status === "True")?.message;
  const condition = refused(set?.status?.conditions) ?? refused(server.status?.conditions);
  const events = messagesOf("StatefulSet", server.metadata.name, reading);
  const message = condition ?? events.find((text) => /^create Pod .* failed/.test(text));
  if (message === undefined) return undefined;
  const quota = /exceeded quota: (\S+), (requested: .*)$/.exec(message);
  if (quota === null) {
    return {
      code: "pod-refused",
      says: "may not have another pod: the cluster refuses it",
      evidence: [message],
      mend: "What the message names must allow it; what the program declares, it does.",
    };
  }
  const [, name, figures] = quota;
  return {
    code: "quota",
    says: `may not have another pod: the quota ${name} is used up (${figures})`,
    evidence: [message],
    mend:
      `Remove what the program did not declare (kubectl -n ${reading.namespace} get pods,pvc), or have the quota made ` +
      `anew as it is declared: pulumi up --refresh. cluster.quota is a factor for what clusters add.`,
  };
}
