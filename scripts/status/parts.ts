import type { Architecture } from "../architecture";
import { backupOf, type BackupStatus } from "./backups";
import { ago } from "./finding";
import type { Pod } from "./objects";
import type { Reading } from "./reading";
import { countOf, isComplete, podsOf } from "./server-cause";

/** How a part of the stack is. */
export interface PartStatus {
  name: string;
  /** Its component's class; "" for what the program does not have. */
  kind: string;
  /** "elsewhere" is what runs outside of the cluster. */
  state: "ready" | "not ready" | "absent" | "elsewhere";
  ready: number;
  desired: number;
  /** What its pods run, the newest first; more than one while it is rolled. */
  versions: string[];
  /** Of the pods that are there. */
  restarts: number;
  /** Why and when the last of the restarts was; "" if there is none. */
  lastRestart: string;
  uses: string[];
  /** Null where it is not backed up. */
  backup: BackupStatus | null;
}

/** Whether there is nothing that a part waits for in the cluster. */
export function isReady({ state }: PartStatus): boolean {
  return state === "ready" || state === "elsewhere";
}

/**
 * Every part of the program, and whatever else runs in its namespace; but for jobs and schedules, of which it is the
 * update, and their logs, that tell how they ended.
 */
export function partsOf(program: Architecture, reading: Reading): PartStatus[] {
  const known = program.parts.filter(({ kind }) => kind !== "Job" && kind !== "Schedule");
  const others = reading.servers
    .map(({ metadata }) => metadata.name)
    .filter((name) => !known.some((part) => part.name === name))
    .map((name) => ({ name, kind: "", pods: "1" }));
  return [...known, ...others].map(({ name, kind, pods }) => {
    const uses = program.uses.flatMap(({ from, to }) => (from === name ? [to] : []));
    const backup = backupOf(name, reading);
    return { name, kind, uses, backup, ...stateOf(name, pods, reading) };
  });
}

function stateOf(
  name: string,
  planned: string,
  reading: Reading,
): Omit<PartStatus, "name" | "kind" | "uses" | "backup"> {
  const server = reading.servers.find(({ metadata }) => metadata.name === name);
  if (server === undefined) {
    const none = { ready: 0, desired: 0, versions: [], restarts: 0, lastRestart: "" };
    return { state: planned === "" ? "elsewhere" : "absent", ...none };
  }
  const pods = podsOf(server, reading);
  const { desired, ready } = countOf(server);
  const [template] = server.spec.template.spec.containers;
  const said = server.metadata.annotations?.["kubernetes.io/change-cause"];
  // Without the image, which stands there with its whole digest.
  const built =
    said
      ?.split(", ")
      .filter((part) => !part.includes("@sha256:"))
      .join(", ") ?? "";
  const newest = [versionOf(template?.image ?? ""), ...(built === "" ? [] : [`(${built})`])];
  const running = pods.map(({ spec }) => versionOf(spec.containers[0]?.image ?? ""));
  const statuses = pods.flatMap(({ status }) => status.containerStatuses ?? []);
  return {
    state: isComplete(server) ? "ready" : "not ready",
    ready,
    desired,
    versions: [
      newest.join(" "),
      ...new Set(running.filter((version) => version !== versionOf(template?.image ?? ""))),
    ],
    restarts: statuses.reduce((sum, { restartCount }) => sum + restartCount, 0),
    lastRestart: lastRestart(pods, reading.now),
  };
}

function lastRestart(pods: readonly Pod[], now: number): string {
  const [last] = pods
    .flatMap(({ status }) => status.containerStatuses ?? [])
    .flatMap(({ lastState }) => lastState?.terminated ?? [])
    .sort((one, other) => (other.finishedAt ?? "").localeCompare(one.finishedAt ?? ""));
  if (last === undefined) return "";
  return `${last.reason ?? `exit code ${last.exitCode}`} ${ago(last.finishedAt, now)}`;
}

/** An image by what tells its versions apart: name and tag, or name and the start of its digest. */
export function versionOf(image: string): string {
  const name = image.slice(image.lastIndexOf("/") + 1);
  return name.replace(/@sha256:([0-9a-f]{12})[0-9a-f]*$/, "@$1");
}
