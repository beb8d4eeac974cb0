import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "../failure";
import { hopeless } from "./image-cause";
import { isReady } from "./parts";
import { findingsText, painter, type Status } from "./show";

/**
 * Milliseconds that the parts of a stack have after an update, and after each pod that has become ready or was replaced,
 * for the next one to be; and those between two looks.
 */
const times = { patience: 90_000, pause: 3_000 };

/**
 * Waits until every part that the program has is ready: to the engine, what has not changed is well, however long it has
 * been down.
 *
 * @param look How the stack is now; a brief look does without the pods' own words.
 * @throws Failure with what `npm run status` says, when it is not in time, or nothing but another update mends it.
 */
export async function expectReady(
  look: (brief: boolean) => Promise<Status>,
  { patience, pause } = times,
): Promise<void> {
  let deadline = Date.now() + patience;
  let before: string[] | undefined;
  let progress = "";
  for (; ; await sleep(pause)) {
    const now = await look(true).catch((error: unknown) => {
      // An API server that does not answer once has not lost the update.
      if (!(error instanceof Failure) || Date.now() > deadline) throw error;
      return undefined;
    });
    if (now === undefined) continue;
    const { ready, parts, findings } = ownOf(now);
    if (ready) return;
    const reached = JSON.stringify(parts.map((part) => [part.ready, part.versions]));
    if (reached !== progress) deadline = Date.now() + patience;
    progress = reached;
    const stuck = findings.filter(({ code }) => hopeless.has(code)).map(({ cause }) => cause);
    if (Date.now() > deadline || stuck.some((cause) => before?.includes(cause))) break;
    if (before === undefined) {
      const names = parts.filter((part) => !isReady(part)).map(({ name }) => name);
      const awaited = new Set([...names, ...findings.map(({ part }) => part)]);
      console.log(`Waiting until these are ready, too: ${[...awaited].join(", ")}.`);
    }
    before = stuck;
  }
  const last = ownOf(await look(false));
  if (last.ready) return;
  throw new Failure(
    `The update is done, but not everything is ready.\n\n` +
      findingsText(last.findings, painter(process.stderr)),
  );
}

/** A stack without what else runs in its namespace: an update answers for what the program has. */
export function ownOf(status: Status): Status {
  const parts = status.parts.filter(({ kind }) => kind !== "");
  const foreign = status.parts.filter(({ kind }) => kind === "").map(({ name }) => name);
  const findings = status.findings.filter(({ part }) => !foreign.includes(part));
  return { ...status, parts, findings, ready: parts.every(isReady) && findings.length === 0 };
}
