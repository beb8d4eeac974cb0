import { Failure } from "../failure";
import type { Kubectl } from "../kubectl";
import { hold } from "./hold";
import { backupJob, changed, lastLine, remove, runJob } from "./jobs";
import type { Backup } from "./listed";
import { type EnvVar, type Job, list } from "./objects";

export interface Restoration {
  backup: Backup;
  /** The store that it is of. */
  store: string;
  /** The store of the same kind whose data it replaces. */
  into: string;
  interrupted: AbortSignal;
  /** Told of each step. */
  say: (line: string) => void;
}

/**
 * Puts a backup in the place of a store's data, while nobody uses the store, and has the stack's Jobs make the accounts of
 * its consumers again: a new volume has none.
 *
 * @throws Failure when that fails; whoever uses the store is as before in any case.
 */
export async function restoreStore(
  kubectl: Kubectl,
  { backup, store, into, interrupted, say }: Restoration,
): Promise<void> {
  await kubectl.ask(["rollout", "status", `statefulset/${into}`, "--timeout=180s"]);
  const accounts = await accountJobs(kubectl, into);
  const job = await restoreJob(kubectl, { backup, store, into }, accounts);
  const consumers = await hold(kubectl, into);
  try {
    say(`Nobody uses ${into} now.`);
    const log = await runJob(kubectl, job, interrupted);
    say(lastLine(log));
    for (const account of accounts) {
      await runJob(kubectl, account, interrupted);
      await remove(kubectl, account);
    }
  } finally {
    await consumers.release();
    say(`All who use ${into} are as they were.`);
  }
  await consumers.served();
}

/** Aborts at ctrl-C, of which the process ends by itself no more: who is held has to be let go first, however often it is pressed. */
export function untilCtrlC(): AbortSignal {
  const ctrlC = new AbortController();
  process.on("SIGINT", () => ctrlC.abort());
  return ctrlC.signal;
}

async function restoreJob(
  kubectl: Kubectl,
  { backup, store, into }: Pick<Restoration, "backup" | "store" | "into">,
  [account]: Job[],
): Promise<Job> {
  const [job, source] = [await backupJob(kubectl, into), await backupJob(kubectl, store)];
  const [variables, others] = [variablesOf(account), variablesOf(source)];
  const administrator = variables.filter(({ name }) => name === "ADMIN_PASSWORD");
  const repository = others.filter(({ name }) => name === "RESTIC_REPOSITORY");
  if (scriptOf(job) !== scriptOf(source)) {
    throw new Failure(`--into is "${into}", but must be a store of the same kind as ${store}`);
  }
  return changed(job, {
    args: ["restore", backup.id, backup.file, backup.sha256],
    env: [...administrator, ...repository],
    volumes: (source.spec.template.spec.volumes ?? []).filter(({ name }) => name === "backups"),
  });
}

/** The kind of a store is told by its script. */
function scriptOf(job: Job): string | undefined {
  return job.spec.template.spec.containers[0]?.command?.at(-1);
}

function variablesOf(job: Job | undefined): EnvVar[] {
  return job?.spec.template.spec.containers[0]?.env ?? [];
}

/** The Jobs that make a store's accounts, and then the one that drops those of nobody, to be run once more. */
async function accountJobs(kubectl: Kubectl, store: string): Promise<Job[]> {
  const label = `${store}-accounts`;
  const jobs = (await list<Job>(kubectl, "jobs")).filter(
    ({ spec }) => spec.template.metadata.labels?.["app.kubernetes.io/name"] === label,
  );
  if (jobs.length === 0) {
    throw new Failure(
      `${store} has no Jobs that make its accounts: deploy it first, by pulumi up.`,
    );
  }
  const sweeps = (job: Job) =>
    variablesOf(job).some(({ name, value }) => name === "VERB" && value === "sweep");
  return jobs
    .sort((one, other) => Number(sweeps(one)) - Number(sweeps(other)))
    .map((job) => again(job));
}

/** A Job as it was before the cluster made its pods. */
export function again({ apiVersion, kind, metadata, spec }: Job): Job {
  const name = `${metadata.name.slice(0, 50)}-${Date.now().toString(36)}`;
  const { activeDeadlineSeconds, backoffLimit, template } = spec;
  const own = Object.entries(template.metadata.labels ?? {}).filter(
    ([label]) => !/(^|\/)(controller-uid|job-name)$/.test(label),
  );
  return {
    apiVersion,
    kind,
    metadata: { name },
    spec: {
      activeDeadlineSeconds,
      backoffLimit,
      template: { ...template, metadata: { labels: Object.fromEntries(own) } },
    },
  };
}
