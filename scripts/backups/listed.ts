import { Failure } from "../failure";
import type { Kubectl } from "../kubectl";
import { backupJob, changed, remove, runJob } from "./jobs";
import { type Job, list, storeOf } from "./objects";

/** A backup that was read back as it was sent. */
export interface Backup {
  id: string;
  time: Date;
  /** Its name within the repository. */
  file: string;
  /** Its size before it is compressed. */
  bytes: number;
  sha256: string;
}

/** When a backup was made, and its size, as people read them. */
export function shown({ time, bytes }: Backup): { time: string; size: string } {
  return { time: time.toISOString(), size: `${(bytes / 2 ** 20).toFixed(1)} MiB` };
}

/** The stores that are backed up. @throws Failure when there are none, or the one that is asked for is none of them. */
export async function backedUpStores(kubectl: Kubectl, wanted?: string): Promise<string[]> {
  const all = (await list<Job>(kubectl, "cronjobs")).flatMap((one) => storeOf(one) ?? []);
  if (all.length === 0) {
    throw new Failure(
      `No store in the namespace ${kubectl.namespace} is backed up: set backups.s3 or backups.storage, and pulumi up.`,
    );
  }
  if (wanted === undefined) return all;
  if (all.includes(wanted)) return [wanted];
  throw new Failure(
    `The store is "${wanted}", but must be one that is backed up: ${all.join(", ")}`,
  );
}

/**
 * A store's backups, the latest first; none where nothing was ever backed up.
 *
 * @param interrupted Ends this with a Failure. @default never
 */
export async function backupsOf(
  kubectl: Kubectl,
  store: string,
  interrupted?: AbortSignal,
): Promise<Backup[]> {
  const job = changed(await backupJob(kubectl, store), { args: ["list"] });
  try {
    return parse(await runJob(kubectl, job, interrupted));
  } finally {
    await remove(kubectl, job);
  }
}

/** A backup, as restic lists it. */
interface Snapshot {
  id: string;
  time: string;
  paths: string[];
  tags?: string[];
}

/** What restic's list of snapshots says, within a log. @throws Failure where there is none: that is no empty one. */
export function parse(log: string): Backup[] {
  return snapshotsOf(log)
    .map(({ id, time, paths: [file = ""], tags = [] }) => {
      const tagged = (name: string) =>
        tags.find((tag) => tag.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";
      return {
        id,
        time: new Date(time),
        file,
        bytes: Number(tagged("bytes")),
        sha256: tagged("sha256"),
      };
    })
    .sort((one, other) => other.time.getTime() - one.time.getTime());
}

function snapshotsOf(log: string): Snapshot[] {
  const lines = log.trim().split("\n");
  const json = lines.filter((line) => line.startsWith("[")).at(-1);
  try {
    if (json !== undefined) return JSON.parse(json) as Snapshot[];
  } catch {
    // It was cut off.
  }
  throw new Failure(
    `The log of the Job that lists the backups has no list of them, but ends with:\n${lines.slice(-15).join("\n")}`,
  );
}

/**
 * The latest backup that there was at a time.
 *
 * @param at As ISO 8601 has it. @default now
 * @throws Failure when there was none, or the time is none.
 */
export function backupAt(backups: readonly Backup[], store: string, at?: string): Backup {
  const time = at === undefined ? new Date() : new Date(at);
  if (Number.isNaN(time.getTime())) {
    throw new Failure(`--at is "${at}", but must be a time such as 2026-03-01T02:00:00Z`);
  }
  const found = backups.find((backup) => backup.time <= time);
  if (found !== undefined) return found;
  const oldest = backups.at(-1)?.time.toISOString();
  throw new Failure(
    `${store} has no backup${at === undefined ? "" : ` at ${at}`}` +
      (oldest === undefined
        ? "."
        : `, but must be restored at ${oldest}, its first one, or later.`),
  );
}
