import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "../failure";
import type { Kubectl } from "../kubectl";
import type { EnvVar, Job, PodSpec } from "./objects";

/** How a run differs from the one that the CronJob would make. */
export interface Change {
  /** What the pod is to do: see components/stores/scripts/backup.bash. */
  args: string[];
  /** Variables in the place of those of the same names, or beside them. @default none */
  env?: EnvVar[];
  /** In the place of those of the same names. @default none */
  volumes?: PodSpec["volumes"];
}

/**
 * The Job that a store's CronJob would make now, under a name that nobody has.
 *
 * @throws Failure when the store has no backups.
 */
export async function backupJob(kubectl: Kubectl, store: string): Promise<Job> {
  const name = `${store}-backup-${Date.now().toString(36)}`;
  const from = `--from=cronjob/${store}-backup`;
  const made = ["create", "job", name, from, "--dry-run=client", "--output=json"];
  return JSON.parse(await kubectl.ask(made)) as Job;
}

/** The same Job for something else, tried once. */
export function changed(job: Job, { args, env = [], volumes = [] }: Change): Job {
  const { template } = job.spec;
  const [container, ...others] = template.spec.containers;
  const names = env.map(({ name }) => name);
  const kept = (container?.env ?? []).filter(({ name }) => !names.includes(name));
  const spec = {
    ...template.spec,
    containers: [{ ...container, args, env: [...kept, ...env] }, ...others],
    volumes: (template.spec.volumes ?? []).map(
      (volume) => volumes.find(({ name }) => name === volume.name) ?? volume,
    ),
  };
  return { ...job, spec: { ...job.spec, backoffLimit: 0, template: { ...template, spec } } };
}

/**
 * Runs a Job to its end.
 *
 * @param interrupted Deletes it, and ends this with a Failure.
 * @returns what its container said.
 * @throws Failure with the last lines of that when it fails.
 */
export async function runJob(
  kubectl: Kubectl,
  job: Job,
  interrupted?: AbortSignal,
): Promise<string> {
  const { name } = job.metadata;
  await kubectl.ask(["create", "--filename=-"], JSON.stringify(job));
  for (;;) {
    if (interrupted?.aborted === true) {
      await remove(kubectl, job);
      throw new Failure(`${name} was interrupted.`);
    }
    const { stdout, status } = await kubectl.attempt(["get", `job/${name}`, "--output=json"]);
    const { conditions = [] } = (status === 0 ? (JSON.parse(stdout) as Job).status : {}) ?? {};
    const is = (type: string) =>
      conditions.find((condition) => condition.type === type && condition.status === "True");
    const failed = is("Failed");
    if (failed !== undefined) {
      const said = (await log(kubectl, name)).trim().split("\n").slice(-15).join("\n");
      throw new Failure(
        `The Job ${name} has failed (${failed.message ?? "no reason given"}):\n${said}`,
      );
    }
    if (is("Complete") !== undefined) return log(kubectl, name);
    await sleep(1_000);
  }
}

/** What a Job said last. @param log All that it said. */
export function lastLine(log: string): string {
  return log.trim().split("\n").at(-1) ?? "";
}

/** Removes a Job and its pods. */
export async function remove(kubectl: Kubectl, job: Job): Promise<void> {
  await kubectl.attempt(["delete", `job/${job.metadata.name}`, "--ignore-not-found"]);
}

async function log(kubectl: Kubectl, job: string): Promise<string> {
  const { stdout } = await kubectl.attempt(["logs", `--selector=job-name=${job}`, "--tail=-1"]);
  return stdout;
}
