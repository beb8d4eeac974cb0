import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { Failure } from "../failure";
import type { Stack } from "../stack";
import type { StackProgram } from "../stack-program";
import { isRollout, nameOf, type Step, stepsUnderWay } from "./engine-events";
import type { Finding } from "./finding";
import { hopeless } from "./image-cause";
import { type Interruption, settle, signalFor } from "./interruption";
import { look } from "./look";
import { findingsText, painter } from "./show";

/** Milliseconds between two looks, of which two in a row must see the same. */
const pause = 6_000;

/**
 * Runs `pulumi up`, and says why what is not ready is not when it fails. Meanwhile it looks at the rollouts: a version
 * whose image cannot be pulled is not waited for until the engine's own time is up.
 *
 * @throws Failure with the explanation.
 */
export async function watchedUpdate(
  stack: Stack,
  program: StackProgram,
  args: string[],
): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "slipway-"));
  const log = path.join(folder, "events");
  const findings = (brief: boolean) => findingsNow(stack, program, brief);
  const stop = new AbortController();
  const over = new AbortController();
  const watching = watch(
    () => findings(true),
    () => stepsIn(log),
    over.signal,
    stack.backend === "clone",
  ).then((interruption) => {
    if (interruption !== undefined) stop.abort(interruption.signal);
    return interruption;
  });
  try {
    await stack.up(args, log, stop.signal);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    over.abort();
    await settle(stack, await watching);
    const text = findingsText(await findings(false), painter(process.stderr));
    throw new Failure(text === "" ? error.message : `The update failed.\n\n${text}`);
  } finally {
    over.abort();
    await watching;
    rmSync(folder, { recursive: true });
  }
}

/**
 * Looks again and again for a rollout that cannot end.
 *
 * @param mayKill Whether the engine's lock can be taken away.
 * @returns how it is to be interrupted; nothing when the update is over.
 */
async function watch(
  findings: () => Promise<Finding[]>,
  steps: () => Step[],
  over: AbortSignal,
  mayKill: boolean,
): Promise<Interruption | undefined> {
  const told = new Set<string>();
  let before = new Set<string>();
  while (!over.aborted) {
    const begun = steps().filter(isRollout);
    const found = (begun.length > 0 ? await findings() : []).filter(
      ({ code, part }) => hopeless.has(code) && begun.some((step) => nameOf(step) === part),
    );
    const again = found.filter(({ cause }) => before.has(cause));
    for (const { sentence } of again.filter(({ cause }) => !told.has(cause))) {
      console.error(`\n${sentence}.\n`);
    }
    for (const { cause } of again) told.add(cause);
    const underWay = steps();
    const signal = signalFor(
      underWay,
      again.map(({ part }) => part),
    );
    if (signal === "SIGINT" || (signal !== undefined && mayKill)) return { signal, underWay };
    before = new Set(found.map(({ cause }) => cause));
    await sleep(pause, over);
  }
  return undefined;
}

async function findingsNow(
  { name, environment: env }: Stack,
  program: StackProgram,
  brief: boolean,
): Promise<Finding[]> {
  try {
    return (await look(name, program, { env, brief })).findings;
  } catch (error) {
    // A cluster that does not answer: the engine has words for that.
    if (error instanceof Failure) return [];
    throw error;
  }
}

function stepsIn(log: string): Step[] {
  try {
    return stepsUnderWay(readFileSync(log, "utf8"));
  } catch (error) {
    // Not begun yet.
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

function sleep(milliseconds: number, over: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    over.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
