import { isDaily } from "../../components/config/cron";
import { storeOf } from "../backups/objects";
import { ago, duration, type Finding } from "./finding";
import type { Condition, CronJob, Workload } from "./objects";
import type { Reading } from "./reading";
import { lastWords } from "./said";

/** How old the last backup may be where there is one on every day, in milliseconds. */
const limit = 24 * 3600 * 1000;

/** A store's backups, as the Jobs of its CronJob tell: what the bucket or the volume holds is not asked. */
export interface BackupStatus {
  /** When the last one was read back as it was sent, as ISO 8601 has it; null where none was since the CronJob is there. */
  verified: string | null;
  /** How long ago that was, in seconds; null as above. */
  age: number | null;
  /** How the last Job is. */
  lastJob: "complete" | "failed" | "running" | "none";
}

/** How a store's backups are; null where it has none. */
export function backupOf(store: string, reading: Reading): BackupStatus | null {
  const cronJob = reading.cronJobs.find((one) => storeOf(one) === store);
  if (cronJob === undefined) return null;
  const jobs = jobsOf(cronJob, reading);
  // The CronJob removes its Jobs in time, and knows nothing of those that were made by hand.
  const [verified = null] = [
    cronJob.status?.lastSuccessfulTime,
    ...jobs.map(({ status }) => (status?.succeeded === 1 ? status.completionTime : undefined)),
  ]
    .flatMap((time) => time ?? [])
    .sort()
    .reverse();
  const age = verified === null ? null : Math.round((reading.now - Date.parse(verified)) / 1000);
  return { verified, age, lastJob: endOf(jobs.at(-1)) };
}

/** The stores whose last backup has failed, or is too old, and none is under way. @param stack Its name. */
export function backupFindings(reading: Reading, stack: string): Finding[] {
  return reading.cronJobs.flatMap((cronJob) => {
    const store = storeOf(cronJob) ?? "";
    const backup = backupOf(store, reading);
    if (backup === null || backup.lastJob === "running") return [];
    const found = (backup.lastJob === "failed" ? failure : old)(cronJob, backup, reading);
    if (found === undefined) return [];
    const { code, says, evidence } = found;
    const cause = `${store} ${says}`;
    const suspended = cronJob.spec.suspend === true;
    const mend = suspended
      ? `The CronJob is suspended, as by a restore that was cut off: run that again, or pulumi up --refresh -s ${stack}`
      : `npm run backup -- ${stack} ${store} makes one now, or says why it cannot.`;
    return { part: store, code, cause, sentence: cause, holds: [], evidence, mend };
  });
}

type Found = Pick<Finding, "code" | "evidence"> & { says: string };

function failure(cronJob: CronJob, { verified }: BackupStatus, reading: Reading): Found {
  const job = jobsOf(cronJob, reading).at(-1);
  const { name = "" } = job?.metadata ?? {};
  const { message = "it has failed", lastTransitionTime } = condition(job, "Failed") ?? {};
  const pods = reading.pods.filter(({ metadata }) =>
    metadata.ownerReferences?.some((owner) => owner.name === name),
  );
  const last = verified === null ? "there is none" : `the last one is of ${verified}`;
  const words = pods.flatMap(({ metadata }) => lastWords(reading.words[metadata.name]));
  return {
    code: "backup-failed",
    says: `could not be backed up ${ago(lastTransitionTime, reading.now)}: ${last}`,
    evidence: [`Job ${name}: ${message}`, ...new Set(words)],
  };
}

function old(
  { metadata, spec }: CronJob,
  { verified }: BackupStatus,
  { now }: Reading,
): Found | undefined {
  const age = now - Date.parse(verified ?? metadata.creationTimestamp ?? "");
  if (!isDaily(spec.schedule) || age <= limit) return undefined;
  return {
    code: "backup-old",
    says:
      verified === null
        ? `has no backup, ${duration(age)} after it was to have them`
        : `has no backup that is younger than ${duration(age)}`,
    evidence: [`CronJob ${metadata.name}: ${spec.schedule}`],
  };
}

/** The Jobs that were to make a backup, the CronJob's and those that were made by hand, the oldest first. */
function jobsOf({ metadata }: CronJob, { jobs }: Reading): Workload[] {
  const label = "app.kubernetes.io/name";
  return jobs
    .filter((job) => job.metadata.labels?.[label] === metadata.name)
    .filter(({ spec }) => spec.template.spec.containers[0]?.args?.[0] === "backup")
    .sort((one, other) => bornAt(one) - bornAt(other));
}

function bornAt({ metadata }: Workload): number {
  return Date.parse(metadata.creationTimestamp ?? "");
}

function endOf(job: Workload | undefined): BackupStatus["lastJob"] {
  if (job === undefined) return "none";
  if (condition(job, "Failed") !== undefined) return "failed";
  return condition(job, "Complete") === undefined ? "running" : "complete";
}

function condition(job: Workload | undefined, wanted: string): Condition | undefined {
  return job?.status?.conditions?.find(({ type, status }) => type === wanted && status === "True");
}
