import { ago, type Cause, duration } from "./finding";
import { imageCause } from "./image-cause";
import type { ContainerStatus, Pod, Terminated } from "./objects";
import type { Reading } from "./reading";
import { lastWords, saidFull } from "./said";

/** How long a container may take to be ready before that is worth a word, in milliseconds. */
const patience = 20_000;

/** Why a container of a pod is not ready; undefined where it is, or nothing is known to keep it. */
export function containerCause(
  pod: Pod,
  status: ContainerStatus,
  messages: readonly string[],
  reading: Reading,
): Cause | undefined {
  if (status.ready) return undefined;
  const { waiting, running } = status.state;
  const container = pod.spec.containers.find(({ name }) => name === status.name);
  if (waiting !== undefined) {
    const { reason = "", message } = waiting;
    const said = [...(message === undefined ? [] : [message]), ...messages];
    const image = imageCause(container?.image ?? "", reason, said, reading.pushed);
    if (image !== undefined) return image;
    if (/^Create\w*Error$|^RunContainerError$/.test(reason)) return notCreated(said);
  }
  const ended = status.state.terminated ?? status.lastState?.terminated;
  if (ended !== undefined) return endedCause(pod, status, ended, messages, reading);
  if (running === undefined) return undefined;
  return notReady(pod, status, running.startedAt, messages, reading);
}

function notCreated(said: string[]): Cause {
  return {
    code: "configuration",
    says: `cannot be started: ${said[0] ?? "the node does not say why"}`,
    evidence: said.slice(1, 3),
    mend: "What it names must be in the namespace or the image; npm run up puts the declared objects back.",
  };
}

function endedCause(
  pod: Pod,
  { name, restartCount }: ContainerStatus,
  ended: Terminated,
  messages: readonly string[],
  { now, words, namespace }: Reading,
): Cause {
  const said = words[pod.metadata.name];
  const evidence = [
    ...(ended.message === undefined ? [] : [ended.message.trim()]),
    ...lastWords(said),
  ];
  const when = ago(ended.finishedAt, now);
  if (ended.reason === "OOMKilled") {
    const container = pod.spec.containers.find((one) => one.name === name);
    const limit = container?.resources?.limits?.["memory"] ?? "none";
    return {
      code: "memory",
      says: `was killed for memory (limit ${limit}) ${when}`,
      evidence: [...times(restartCount), ...evidence],
      mend: `Raise ${settingsOf(pod)}.memoryLimit, or find what takes the memory.`,
    };
  }
  const full = saidFull(said);
  if (full !== undefined) return fullCause(pod, full);
  const unhealthy = messages.find((message) => /^(Liveness|Startup) probe failed/.test(message));
  const killed = ended.exitCode === 137 || ended.exitCode === 143;
  if (unhealthy !== undefined && killed) {
    return {
      code: "crash",
      says: `was restarted ${when}, since it did not answer its probe`,
      evidence: [unhealthy, ...times(restartCount), ...evidence],
      mend: `See its log: kubectl -n ${namespace} logs ${pod.metadata.name} --previous`,
    };
  }
  return {
    code: "crash",
    says: `ends by itself with exit code ${ended.exitCode}, the last time ${when}`,
    evidence: [...times(restartCount), ...evidence],
    mend: `Its last words say why; all of them: kubectl -n ${namespace} logs ${pod.metadata.name} --previous`,
  };
}

/** Where the stack's settings have what a pod is part of. */
function settingsOf({ metadata }: Pod): string {
  const isStore = metadata.ownerReferences?.some(({ kind }) => kind === "StatefulSet") === true;
  return `${isStore ? "stores" : "services"}.${metadata.labels?.["app.kubernetes.io/name"] ?? metadata.name}`;
}

/** @param proof What shows it: a line of a log, or the file system's figures. */
export function fullCause(pod: Pod, proof: string, claim?: string): Cause {
  return {
    code: "volume-full",
    says: `has no room left on its volume${claim === undefined ? "" : ` ${claim}`}`,
    evidence: [proof],
    mend:
      `Raise ${settingsOf(pod)}.storage where the StorageClass lets volumes grow (npm run doctor says whether it does), ` +
      "or remove what is not needed.",
  };
}

function notReady(
  pod: Pod,
  status: ContainerStatus,
  startedAt: string,
  messages: readonly string[],
  { now, words, namespace }: Reading,
): Cause {
  const said = words[pod.metadata.name];
  const full = saidFull(said);
  if (full !== undefined) return fullCause(pod, full);
  const age = now - Date.parse(startedAt);
  const failed = messages.find((message) => /probe (failed|errored)/.test(message));
  if (failed === undefined || age < patience) {
    return {
      code: "starting",
      says: `is starting, for ${duration(age)} now`,
      evidence: failed === undefined ? [] : [failed],
      mend: "Wait: it is not late yet.",
    };
  }
  const probe = status.started === false ? "has not come up" : "does not say that it is ready";
  return {
    code: "readiness",
    says: `${probe}, ${duration(age)} after its start`,
    evidence: [failed, ...lastWords(said)],
    mend: `What it answers and logs says why: kubectl -n ${namespace} logs ${pod.metadata.name}`,
  };
}

function times(restarts: number): string[] {
  return restarts === 0 ? [] : [`restarted ${restarts} ${restarts === 1 ? "time" : "times"}`];
}
