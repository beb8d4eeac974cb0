import { containerCause } from "./container-cause";
import type { Cause } from "./finding";
import type { Claim, ClusterEvent, Pod } from "./objects";
import type { Reading } from "./reading";

/** Why a pod is not ready; undefined where it is, or nothing is known to keep it. */
export function podCause(pod: Pod, reading: Reading): Cause | undefined {
  const messages = messagesOf("Pod", pod.metadata.name, reading);
  const unscheduled = pod.status.conditions?.find(
    ({ type, status }) => type === "PodScheduled" && status === "False",
  );
  const claims = pendingClaims(pod, reading);
  if (unscheduled !== undefined) {
    const message = unscheduled.message ?? "";
    return claims.length > 0 && /claim|volume|storageclass/i.test(message)
      ? claimCause(claims, message, reading)
      : noRoom(pod, message);
  }
  if (pod.status.reason === "Evicted") {
    return {
      code: "evicted",
      says: "was evicted from its node",
      evidence: [pod.status.message ?? ""],
      mend: "The node ran out of what the message names: give it more, or let the part request what it needs.",
    };
  }
  for (const status of pod.status.containerStatuses ?? []) {
    const cause = containerCause(pod, status, messages, reading);
    if (cause !== undefined)
      return { ...cause, evidence: [`pod ${pod.metadata.name}`, ...cause.evidence] };
  }
  if (claims.length > 0) return claimCause(claims, "", reading);
  const mount = messages.find((message) =>
    /^(MountVolume|AttachVolume|Unable to attach)/.test(message),
  );
  if (mount === undefined) return undefined;
  return {
    code: "configuration",
    says: "cannot mount one of its volumes",
    evidence: [mount],
    mend: "What it names must exist; npm run up puts the declared objects back.",
  };
}

/** What the cluster has said of an object, the last first. */
export function messagesOf(
  kind: string,
  name: string,
  { events }: Pick<Reading, "events">,
): string[] {
  return (
    events
      .filter(({ involvedObject: of }) => of.kind === kind && of.name === name)
      .filter(({ type }) => type === "Warning")
      .sort((one, other) => timeOf(other) - timeOf(one))
      .map(({ message }) => message)
      // The kubelet's second event of one failure, that has no more than its name.
      .filter((message) => !/^Error: \w+$/.test(message))
  );
}

function timeOf({ lastTimestamp, eventTime, series, metadata }: ClusterEvent): number {
  const moment =
    series?.lastObservedTime ?? lastTimestamp ?? eventTime ?? metadata.creationTimestamp ?? "";
  return Date.parse(moment) || 0;
}

function pendingClaims(pod: Pod, { claims }: Reading): Claim[] {
  const names = (pod.spec.volumes ?? []).flatMap(
    ({ persistentVolumeClaim: claim }) => claim?.claimName ?? [],
  );
  return claims.filter(
    ({ metadata, status }) => names.includes(metadata.name) && status.phase !== "Bound",
  );
}

function claimCause([claim]: Claim[], message: string, reading: Reading): Cause {
  const name = claim?.metadata.name ?? "";
  const storageClass = claim?.spec.storageClassName;
  const classes = reading.storageClasses?.map(({ metadata }) => metadata.name);
  const isMissing = storageClass !== undefined && classes?.includes(storageClass) === false;
  const why = isMissing
    ? `there is no StorageClass ${storageClass}`
    : storageClass === undefined
      ? "it names no StorageClass, and the cluster has no default one"
      : `nothing of the StorageClass ${storageClass} has made its volume`;
  const said = messagesOf("PersistentVolumeClaim", name, reading).slice(0, 2);
  return {
    code: "claim-unbound",
    says: `waits for a volume for its claim ${name}: ${why}`,
    evidence: [...said, ...(message === "" ? [] : [message])],
    mend:
      `Set cluster.storageClass, or the store's own, to one that makes volumes (there is ` +
      `${classes === undefined || classes.length === 0 ? "none to be seen" : classes.join(" and ")}); what the claim ` +
      `was made with it keeps: kubectl -n ${reading.namespace} delete pvc ${name} first, if it never held data.`,
  };
}

function noRoom(pod: Pod, message: string): Cause {
  const requests = pod.spec.containers.map(({ resources }) => {
    const { cpu = "0", memory = "0" } = resources?.requests ?? {};
    return `${cpu} CPU and ${memory}`;
  });
  // The scheduler's own account of what stopping others would help is for those who have priorities.
  const said = message.replace(/\.? (preemption:|no new claims).*$/, "");
  return {
    code: "no-room",
    says: `finds no node for a pod that requests ${requests.join(" and ")}: ${said}`,
    evidence: [`pod ${pod.metadata.name}`],
    mend:
      "Add a node, or ask for less: replicas, cpu, memory or nodes of the part in the stack's settings (npm run doctor " +
      "compares what is requested with what is left).",
  };
}
