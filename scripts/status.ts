import { parseArgs } from "node:util";
import { Failure, main } from "./failure";
import { stackProgram } from "./stack-program";
import { knownState } from "./state";
import { look as lookAt } from "./status/look";
import { painter, type Status, statusText } from "./status/show";

const usage = `npm run status                  how the stack "dev" is, and why what is not ready is not
npm run status -- STACK         the same of the stack in Pulumi.STACK.yaml
npm run status -- --watch       the same every two seconds, until ctrl-C
npm run -s status -- --json     the same for programs

It asks the cluster by kubectl: objects, logs, and pods that are not ready by a port of this machine that leads to them;
with df, how full the volumes are. It asks pulumi, where the stack's state can be read, what the last update deployed.
How old a store's last backup is, the Jobs tell that have made it. It changes nothing.

Exit code: 0 if everything is ready, 1 if something is not, or a backup has failed or is older than a day, 2 if that
could not be told.`;

/** Milliseconds between two looks. */
const pause = 2_000;

main(async () => {
  const options = parse();
  if (options.help) return void console.log(usage);
  const program = stackProgram(options.stack);
  const look = () =>
    lookAt(options.stack, program, { state: knownState(options.stack), backups: true });
  if (!options.watch) {
    const status = await look();
    console.log(options.json ? JSON.stringify(status, undefined, 2) : text(status));
    process.exitCode = status.ready ? 0 : 1;
    return;
  }
  for (;;) {
    const status = await look();
    if (options.json) console.log(JSON.stringify(status));
    else console.log(`${process.stdout.isTTY ? "\x1b[H\x1b[2J" : ""}${text(status)}\n`);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}, 2);

function text(status: Status): string {
  return statusText(status, painter(process.stdout));
}

function parse() {
  const flag = { type: "boolean", default: false } as const;
  try {
    const { values, positionals } = parseArgs({
      options: { json: flag, watch: flag, help: { ...flag, short: "h" } },
      allowPositionals: true,
    });
    const [stack = "dev", ...rest] = positionals;
    if (rest.length > 0) throw new Error(`One stack at a time: ${positionals.join(" ")}.`);
    return { ...values, stack };
  } catch (error) {
    throw new Failure(`${(error as Error).message}\n\n${usage}`);
  }
}
