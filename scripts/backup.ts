import { parseArgs } from "node:util";
import { backupJob, lastLine, runJob } from "./backups/jobs";
import { backedUpStores, type Backup, backupsOf, shown } from "./backups/listed";
import type { Job } from "./backups/objects";
import { Failure, main } from "./failure";
import type { Kubectl } from "./kubectl";
import { stackNames } from "./stack-config";
import { stackKubectl } from "./stack-kubectl";

const command = `npm run backup -- ${stackNames().join("|")}`;
const usage = `${command} [STORE]
    makes a backup of a store, or of each one, as its CronJob does at its times, and waits until it has been read back. It
    adds that backup to the bucket or the volume that the stack's setting \`backups\` names, and removes those there that
    are too old by now. The Job stays with its log: kubectl get jobs.
${command} [STORE] --list
    lists the backups, the latest first, with their time and their size. It runs a pod for each store, and changes nothing.
${command} --key
    prints the password that the backups are encrypted with. Without it nobody can read them: keep it elsewhere.`;

main(async () => {
  const { values, positionals } = arguments_();
  if (values.help) return console.log(usage);
  const [stack, wanted, ...rest] = positionals;
  if (stack === undefined) throw new Failure(`Which stack is missing.\n\n${usage}`);
  if (rest.length > 0) throw new Failure(`One store at a time: ${rest.join(" ")}.\n\n${usage}`);
  const kubectl = await stackKubectl(stack);
  const stores = await backedUpStores(kubectl, wanted);
  if (values.key) return console.log(await keyOf(kubectl, stores[0] ?? ""));
  for (const store of stores) {
    if (values.list) console.log(table(store, await backupsOf(kubectl, store)));
    else console.log(lastLine(await runJob(kubectl, await backupJob(kubectl, store))));
  }
});

function arguments_() {
  const flag = { type: "boolean", default: false } as const;
  try {
    return parseArgs({ options: { list: flag, key: flag, help: flag }, allowPositionals: true });
  } catch (error) {
    throw new Failure(`${(error as Error).message}\n\n${usage}`);
  }
}

function table(store: string, backups: readonly Backup[]): string {
  if (backups.length === 0) return `${store}: none`;
  const rows = backups.map(shown).map(({ time, size }) => `${store}  ${time}  ${size}`);
  return rows.join("\n");
}

/** The password, from the Secret that a backup's pod has it by. */
async function keyOf(kubectl: Kubectl, store: string): Promise<string> {
  const { spec }: Job = await backupJob(kubectl, store);
  const [container] = spec.template.spec.containers;
  const secret = container?.envFrom?.[0]?.secretRef?.name ?? "";
  const found = await kubectl.ask(["get", `secret/${secret}`, "--output=json"]);
  const { data } = JSON.parse(found) as { data: Record<string, string> };
  return Buffer.from(data["RESTIC_PASSWORD"] ?? "", "base64").toString();
}
