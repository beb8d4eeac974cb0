import { parseArgs } from "node:util";
import { type BrokerAccount, brokerAccounts } from "./broker-accounts";
import { openChannel } from "./broker-channel";
import { type DeadLetter, deadLetterNames, visitDeadLetters } from "./dead-letter-queue";
import { Failure, main } from "./failure";
import type { Kubectl } from "./kubectl";
import { stackNames } from "./stack-config";
import { stackKubectl } from "./stack-kubectl";

const command = `npm run dead-letters -- ${stackNames().join("|")}`;
const usage = `${command} [--queue QUEUE] [--json]
    lists the messages that the stack's services have given up, and why. It changes nothing.
${command} [--queue QUEUE] --replay [ID…]
    puts them, or those with these ids, back into the inbox of the service that gave them up, to be tried again as often
    as a new message. Mend first what they died of. A message that cannot be put back stays where it is; one on which
    the command is killed may be tried twice, which the services expect of any message.
It signs in as each service itself, by its Secret: whoever may read the Secrets of the stack's namespace can run it.`;

interface Options {
  stack: string;
  queue?: string;
  replay: boolean;
  ids: string[];
  json: boolean;
}

main(async () => {
  const { values, positionals } = arguments_();
  if (values.help) return console.log(usage);
  const options = checked({ ...values, ids: positionals });
  const kubectl = await stackKubectl(options.stack);
  const visited = await visitAll(await accountsFor(kubectl, options), kubectl, options);
  const left = options.ids.filter((id) => !visited.some(({ letter }) => letter.id === id));
  if (options.json) {
    console.log(JSON.stringify(visited.map(({ letter, replayed }) => ({ ...letter, replayed }))));
  } else {
    console.log(report(visited, options.replay));
  }
  if (left.length > 0) throw new Failure(`No dead letter has the id ${left.join(" or ")}.`);
});

function arguments_() {
  try {
    return parseArgs({
      options: {
        queue: { type: "string" },
        replay: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
      allowPositionals: true,
    });
  } catch (error) {
    throw new Failure(`${(error as Error).message}\n\n${usage}`);
  }
}

function checked({ ids: [stack, ...ids], ...rest }: Omit<Options, "stack">): Options {
  if (stack === undefined) throw new Failure(`Which stack is missing.\n\n${usage}`);
  if (ids.length > 0 && !rest.replay) {
    throw new Failure(`${ids.join(" ")}: ids go with --replay.\n\n${usage}`);
  }
  return { ...rest, stack, ids };
}

async function accountsFor(kubectl: Kubectl, { stack, queue }: Options): Promise<BrokerAccount[]> {
  const accounts = await brokerAccounts(kubectl);
  const queueOf = ({ service }: BrokerAccount) => deadLetterNames(service).queue;
  if (queue === undefined) return accounts;
  const chosen = accounts.filter((account) => queueOf(account) === queue);
  if (chosen.length === 0) {
    const known = accounts.map(queueOf).join(", ");
    throw new Failure(`--queue is ${queue}, but ${stack} has the dead-letter queues ${known}`);
  }
  return chosen;
}

type Visited = Awaited<ReturnType<typeof visitDeadLetters>>;

async function visitAll(
  accounts: BrokerAccount[],
  kubectl: Kubectl,
  { replay, ids }: Options,
): Promise<Visited> {
  const all: Visited = [];
  for (const account of accounts) {
    const chosen = ({ id }: DeadLetter) => replay && (ids.length === 0 || ids.includes(id));
    const { channel, close } = await openChannel(account, kubectl);
    try {
      all.push(...(await visitDeadLetters(channel, account.service, chosen)));
    } catch (error) {
      const { code, message } = error as { code?: string; message: string };
      // Without its queue, a service takes no messages.
      if (code !== "NOT_FOUND") throw new Failure(`The broker, as ${account.service}: ${message}`);
    } finally {
      await close();
    }
  }
  return all;
}

function report(visited: Visited, replay: boolean): string {
  const shown = replay ? visited.filter(({ replayed }) => replayed) : visited;
  const rows = shown.map(({ letter }) => [
    ...[letter.queue, letter.id, letter.type, letter.time, String(letter.tries)],
    letter.reason.replace(/\s+/g, " "),
  ]);
  const table = [["QUEUE", "ID", "TYPE", "GIVEN UP", "TRIES", "REASON"], ...rows];
  const widths = (table[0] ?? []).map((_, column) =>
    Math.max(...table.map((row) => row[column]?.length ?? 0)),
  );
  const lines = table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  const count = replay
    ? `${shown.length} of ${visited.length} dead letters put back`
    : `${visited.length} dead letters`;
  return [...(rows.length === 0 ? [] : lines), count].join("\n");
}
