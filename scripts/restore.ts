import { parseArgs } from "node:util";
import { backedUpStores, type Backup, backupAt, backupsOf, shown } from "./backups/listed";
import { restoreStore, untilCtrlC } from "./backups/restore-store";
import { expectConsent } from "./consent";
import { Failure, main } from "./failure";
import { stackNames } from "./stack-config";
import { stackKubectl } from "./stack-kubectl";

const usage = `npm run restore -- ${stackNames().join("|")} STORE [--at TIME] [--into COPY] [--yes]
    puts the latest backup of a store in the place of all data that the store has, or the latest one that there was at
    TIME, such as 2026-03-01T02:00:00Z. With --into it goes into another store of the stack, of the same kind, and the
    store itself is left alone. It says what it will overwrite, and asks, unless --yes is there.

    Whoever uses the store is held meanwhile: Deployments are scaled to 0, CronJobs suspended, and afterwards they are what
    they were, also when the restore fails or is ended by ctrl-C. The backup is read as a whole before anything is
    overwritten. The accounts of who uses the store are made again. Definitions of RabbitMQ are added to those that are
    there, which stay with their messages.
    \`npm run backup -- STACK STORE --list\` lists what there is.`;

main(async () => {
  const { values, positionals } = arguments_();
  if (values.help) return console.log(usage);
  const [stack, store, ...rest] = positionals;
  if (stack === undefined || store === undefined || rest.length > 0) {
    throw new Failure(`One stack and one store are to be named.\n\n${usage}`);
  }
  const kubectl = await stackKubectl(stack);
  await backedUpStores(kubectl, store);
  const { into = store } = values;
  await backedUpStores(kubectl, into);
  const backup = backupAt(await backupsOf(kubectl, store), store, values.at);
  await expectConsent(
    `${said(store, backup)} is to replace all data of ${into} in ${stack}.`,
    values.yes,
  );
  const say = (line: string) => console.log(line);
  await restoreStore(kubectl, { backup, store, into, interrupted: untilCtrlC(), say });
});

function arguments_() {
  const flag = { type: "boolean", default: false } as const;
  const text = { type: "string" } as const;
  try {
    const options = { at: text, into: text, yes: flag, help: flag };
    return parseArgs({ options, allowPositionals: true });
  } catch (error) {
    throw new Failure(`${(error as Error).message}\n\n${usage}`);
  }
}

function said(store: string, backup: Backup): string {
  const { time, size } = shown(backup);
  return `The backup of ${store} of ${time} (${size})`;
}
