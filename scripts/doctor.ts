import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { checksText } from "./doctor/check";
import { examine } from "./doctor/examine";
import { Failure, main } from "./failure";
import { stackProgram } from "./stack-program";
import { home, Stack } from "./stack";
import { painter } from "./status/show";

const usage = `npm run doctor                  whether this machine and the cluster have what the stack "dev" needs
npm run doctor -- STACK         the same for the stack in Pulumi.STACK.yaml
npm run -s doctor -- --json     the same for programs

What it changes: in a namespace of its own, slipway-doctor-…, it makes two pods of an image that the stack has, tries
whether a NetworkPolicy keeps one from the other, and a third that pulls the empty image slipway-doctor:probe, which it
pushes to the stack's registry and leaves there. The namespace is deleted in the end.

Exit code: 0 if nothing would fail (there may be warnings), 1 if something would, 2 if that could not be told.`;

main(async () => {
  const { stack, json, help } = parse();
  if (help) return void console.log(usage);
  const program = stackProgram(stack);
  // The state of `npm run up`, if there is one: to look for it must not make it.
  const env = existsSync(home) ? new Stack(stack, process.env).environment : process.env;
  const checks = await examine(stack, program, env);
  console.log(
    json ? JSON.stringify(checks, undefined, 2) : checksText(checks, painter(process.stdout)),
  );
  process.exitCode = checks.some(({ level }) => level === "fail") ? 1 : 0;
}, 2);

function parse() {
  const flag = { type: "boolean", default: false } as const;
  try {
    const { values, positionals } = parseArgs({
      options: { json: flag, help: { ...flag, short: "h" } },
      allowPositionals: true,
    });
    const [stack = "dev", ...rest] = positionals;
    if (rest.length > 0) throw new Error(`One stack at a time: ${positionals.join(" ")}.`);
    return { ...values, stack };
  } catch (error) {
    throw new Failure(`${(error as Error).message}\n\n${usage}`);
  }
}
