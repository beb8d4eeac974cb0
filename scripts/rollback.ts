import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { parseArgs } from "node:util";
import { parse, stringify } from "yaml";
import { existingStack } from "./existing-stack";
import { Failure, main } from "./failure";
import { mend } from "./mend";
import { History, type Update } from "./rollback/history";
import { programText } from "./rollback/program-text";
import { type Earlier, isSame, rollback, type Settings } from "./rollback/settings";
import type { Stack } from "./stack";
import { stackNames } from "./stack-config";
import { kubectlOf } from "./stack-kubectl";
import { stackProgram } from "./stack-program";
import { imagesIn, stateOf } from "./state";
import { watchedUpdate } from "./status/watched-update";
import { useSandbox } from "./use-sandbox";

const command = `npm run rollback -- ${stackNames().join("|")}`;
const usage = `${command} --list
    lists the last updates that ended well, and in what each differs from what is deployed. It changes nothing.
${command} [--to N] [--yes]
    deploys the images and the settings of update N again, by pulumi up, which shows first what it will change and asks,
    unless there is --yes. Without --to it is the last update that has deployed something else than there is now.
What stays as it is: data and passwords; settings with secrets in them; what the program says, which is today's (the
commit is named where that differs); Pulumi.STACK.yaml, so that the next update goes forward again. A store is not taken
back to an older version: such a rollback is refused before anything is changed.`;

/** How many updates are listed, and looked through for one that differs. */
const most = 10;

main(async () => {
  const options = parsed();
  if (options.help) return console.log(usage);
  await useSandbox();
  const stack = await existingStack(options.stack);
  const history = await History.of(stack);
  const [last] = history.updates;
  if (last === undefined) throw new Failure(`No update of ${stack.name} has ended well yet.`);
  const { deployment } = await stateOf(stack);
  const now: Earlier = { config: last.config, images: imagesIn(deployment.resources) };
  if (options.list) {
    for (const update of history.updates.slice(0, most)) {
      console.log(line(update, now, await history.images(update)));
    }
    return;
  }
  await deploy(stack, now, await chosen(history, now, options.to), options.yes);
});

function parsed() {
  const flag = { type: "boolean", default: false } as const;
  const known = { to: { type: "string" }, list: flag, yes: flag, help: flag } as const;
  try {
    const { values, positionals } = parseArgs({ options: known, allowPositionals: true });
    const [stack, ...rest] = positionals;
    if (values.help) return { ...values, stack: "", to: undefined };
    if (stack === undefined || rest.length > 0) throw new Error("Name one stack.");
    const to = values.to === undefined ? undefined : Number(values.to);
    if (to !== undefined && !(Number.isInteger(to) && to > 0)) {
      throw new Error(`--to is ${values.to}, but must be the number of an update (--list).`);
    }
    return { ...values, stack, to };
  } catch (error) {
    throw new Failure(`${(error as Error).message}\n\n${usage}`);
  }
}

/** @throws Failure when there is no such update. */
async function chosen(
  history: History,
  now: Earlier,
  to: number | undefined,
): Promise<Earlier & Update> {
  const numbers = history.updates.map(({ number }) => number);
  const candidates =
    to === undefined
      ? history.updates.slice(0, most)
      : history.updates.filter(({ number }) => number === to);
  for (const update of candidates) {
    const earlier = { ...update, images: await history.images(update) };
    if (to !== undefined || !isSame(earlier, now)) return earlier;
  }
  throw new Failure(
    to === undefined
      ? `The last ${candidates.length} updates that ended well have deployed what there is now.`
      : `--to is ${to}, but the updates that ended well are ${numbers.join(", ")}.`,
  );
}

async function deploy(stack: Stack, now: Earlier, to: Earlier & Update, yes: boolean) {
  // Those of a clone are made anew by each of its commands.
  if (stack.backend === "clone") await stack.prepare();
  const today = parse(readFileSync(stack.settings, "utf8")) as Settings;
  const { settings, kept, newer } = rollback(to, today, now.images);
  console.log(`Update ${to.number} of ${stack.name}, of ${to.time}, is deployed again.`);
  const text = await programText(to);
  if (text !== undefined) console.log(text);
  if (kept.length > 0) console.log(`As they are today, for their secrets: ${kept.join(", ")}.`);
  if (newer.length > 0) console.log(`As they are today, for there were none: ${newer.join(", ")}.`);
  const folder = mkdtempSync(path.join(os.tmpdir(), "slipway-"));
  try {
    stack.settings = path.join(folder, `Pulumi.${stack.name}.yaml`);
    writeFileSync(stack.settings, stringify(settings), { mode: 0o600 });
    const message = ["--message", `rollback to update ${to.number}`];
    await mend(stack, kubectlOf(stack.name, stack.environment));
    await watchedUpdate(stack, await stackProgram(stack.name), [
      ...message,
      ...(yes ? ["--yes"] : []),
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
  const forward = stack.name === "dev" ? "npm run up" : `pulumi up -s ${stack.name}`;
  console.log(`\nUpdate ${to.number} is deployed. The next ${forward} goes forward again.`);
}

function line(update: Update, now: Earlier, images: Record<string, string>): string {
  const earlier = { config: update.config, images };
  const others = Object.keys({ ...images, ...now.images }).filter(
    (name) => images[name] !== now.images[name],
  );
  const settings = isSame({ ...earlier, images: now.images }, now) ? [] : ["settings"];
  const differences = [...others, ...settings].join(", ");
  const commit = `${update.commit.slice(0, 12) || "no commit"}${update.isEdited ? " with edits" : ""}`;
  const says = differences === "" ? "what is deployed" : `differs in ${differences}`;
  return [String(update.number).padStart(4), update.time, commit.padEnd(23), says].join("  ");
}
