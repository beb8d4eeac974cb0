import type { Kubectl } from "./kubectl";
import { Failure } from "./failure";

/** What is read of a Job, and what another is made from. */
export interface SweepJob {
  metadata: { name: string };
  spec: { template: { metadata?: { labels?: Record<string, string> }; spec: PodSpec } };
}

interface PodSpec {
  containers: { command: string[] }[];
  [field: string]: unknown;
}

/** Seconds in which a server has to answer. */
const deadline = 120;

/**
 * Has each store's server asked whether it takes the password that the store's Secret has for its administrator, by a
 * Job such as sweeps its accounts, with the rights and the way that that one has. They are removed in the end.
 *
 * @throws Failure with the stores that do not.
 */
export async function expectAdministrators(kubectl: Kubectl, stores: string[]): Promise<void> {
  const { items } = JSON.parse(await kubectl.ask(["get", "jobs", "--output=json"])) as {
    items: SweepJob[];
  };
  const refused = await Promise.all(
    stores.map(async (store) => {
      const sweep = items.find(({ metadata: { name } }) =>
        name.startsWith(`${store}-accounts-sweep-`),
      );
      if (sweep === undefined) {
        throw new Failure(`There is no Job ${store}-accounts-sweep: run "up" first.`);
      }
      const said = await refusal(kubectl, checkOf(sweep, store));
      return said === undefined ? [] : [`${store}: ${said}`];
    }),
  );
  const all = refused.flat();
  if (all.length === 0) return;
  throw new Failure(
    `The administrator's password in the Secret of a store is not the one that its server takes:\n` +
      all.map((each) => `  ${each}\n`).join("") +
      `Somebody has changed it there. Set it on the server as the Secret NAME-server has it. Nothing was changed.`,
  );
}

/** A Job that checks what another one sweeps: the same but for its verb, and that it is tried once. */
export function checkOf({ spec }: Pick<SweepJob, "spec">, store: string): object {
  const { containers, ...pod } = spec.template.spec;
  const labels = Object.entries(spec.template.metadata?.labels ?? {});
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { generateName: `${store}-accounts-check-` },
    spec: {
      backoffLimit: 0,
      activeDeadlineSeconds: deadline,
      // Should nobody be there to remove it.
      ttlSecondsAfterFinished: 300,
      template: {
        // Without the marks of the Job that they come from.
        metadata: {
          labels: Object.fromEntries(labels.filter(([name]) => name === "app.kubernetes.io/name")),
        },
        spec: {
          ...pod,
          restartPolicy: "Never",
          containers: containers.map((container) => ({
            ...container,
            command: container.command.map(asCheck),
          })),
        },
      },
    },
  };
}

/** The verb is the script's argument: a word of the command, or where it is MongoDB's shell, in the script's first line. */
function asCheck(word: string): string {
  return word === "sweep"
    ? "check"
    : word.replace(/^const args = \["sweep"\];/, 'const args = ["check"];');
}

/** @returns the last that the Job has said, where it has failed. */
async function refusal(kubectl: Kubectl, job: object): Promise<string | undefined> {
  const create = ["create", "--filename=-", "--output=name"];
  const name = (await kubectl.ask(create, JSON.stringify(job))).trim();
  try {
    const ended = `jsonpath={.status.conditions[?(@.status=="True")].type}`;
    for (;;) {
      const types = await kubectl.ask(["get", name, `--output=${ended}`]);
      if (types.includes("Complete")) return undefined;
      if (types.includes("Failed")) break;
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
    const { stdout, stderr } = await kubectl.attempt(["logs", name, "--tail=3"]);
    return `${stdout}${stderr}`.trim().replace(/\s*\n\s*/g, "; ");
  } finally {
    await kubectl.attempt(["delete", name, "--cascade=foreground", "--wait=false"]);
  }
}
