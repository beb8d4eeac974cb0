import { parseArgs } from "node:util";
import { keepKey, unkeepKey } from "./backups/key";
import { assertBackedUp, backUpAll } from "./backups/last-backup";
import { installed } from "./command";
import { Failure, main } from "./failure";
import { Stack } from "./stack";
import { stackConfig, stackNames } from "./stack-config";
import { stackKubectl } from "./stack-kubectl";

const usage = `npm run down [-- STACK] [--keep-data | --without-backup]
    destroys a stack whose state is in this clone (STACK is ${stackNames().join(" or ")}; dev without it), and stops the sandbox
    if that is what runs.
    Where the stack's setting \`backups\` is there, it refuses unless each store has a backup that was read back within the
    last day. --keep-data makes such backups first, and destroys nothing if one fails; they must go to a bucket for that.
    --without-backup does not ask.
    The key that the stack has made for its backups is put into Pulumi.STACK.yaml, encrypted: the next "npm run up" finds
    the backups by it, and offers to begin with them.`;

main(async () => {
  const { values, positionals } = arguments_();
  if (values.help) return console.log(usage);
  const [name = "dev", ...rest] = positionals;
  if (rest.length > 0)
    throw new Failure(`One stack at a time: ${positionals.join(" ")}.\n\n${usage}`);
  const { "slipway:backups": setting = "{}" } = stackConfig(name).values;
  const backups = setting === "{}" ? undefined : (JSON.parse(setting) as { s3?: object });
  if (values["keep-data"]) expectBucket(name, backups);
  const { isRunning, sandboxEnv, stop } = await import("../test/sandbox/sandbox.js");
  const sandbox = await isRunning();
  if (!sandbox && !installed("pulumi")) {
    throw new Failure(
      `Neither a running sandbox nor the Pulumi CLI is here to take the stack down with. A stack in a stopped ` +
        `sandbox: "npm run sandbox -- start" first, or "npm run sandbox -- delete" for all that is in it.`,
    );
  }
  const stack = new Stack(name, sandbox ? { ...process.env, ...sandboxEnv() } : process.env);
  if (await stack.exists()) {
    if (backups !== undefined && !values["without-backup"]) {
      const kubectl = await stackKubectl(name);
      if (values["keep-data"]) await backUpAll(kubectl, console.log);
      else await assertBackedUp(kubectl);
    }
    await stack.prepare();
    const kept = backups?.s3 !== undefined && (await keepKey(stack));
    try {
      await stack.pulumi("destroy", "--yes");
    } catch (error) {
      if (kept) await unkeepKey(stack);
      throw error;
    }
    if (kept) console.log(keptText(stack));
  } else if (name !== "dev") {
    throw new Failure(`The state of ${name} is not in this clone: pulumi destroy -s ${name}`);
  }
  if (sandbox) await stop();
});

/** @throws Failure where the stack leaves no backups behind. */
function expectBucket(name: string, backups: { s3?: object } | undefined): void {
  if (backups?.s3 !== undefined) return;
  const where = backups === undefined ? "are off" : "are on volumes, which are destroyed with it";
  throw new Failure(
    `The backups of ${name} ${where}: --keep-data keeps nothing without a bucket (backups.s3).`,
  );
}

function keptText({ source, environment }: Stack): string {
  return (
    `\nThe key of the backups is in ${source} now, as backups.key, encrypted with the passphrase in ` +
    `${environment["PULUMI_CONFIG_PASSPHRASE_FILE"]}: without both nobody can read the backups.`
  );
}

function arguments_() {
  const flag = { type: "boolean", default: false } as const;
  try {
    const options = { "keep-data": flag, "without-backup": flag, help: flag };
    const all = parseArgs({ options, allowPositionals: true });
    if (all.values["keep-data"] && all.values["without-backup"]) {
      throw new Error("--keep-data and --without-backup exclude each other.");
    }
    return all;
  } catch (error) {
    throw new Failure(`${(error as Error).message}\n\n${usage}`);
  }
}
