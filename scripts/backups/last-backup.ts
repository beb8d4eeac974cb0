import { Failure } from "../failure";
import type { Kubectl } from "../kubectl";
import { backupJob, lastLine, runJob } from "./jobs";
import { backedUpStores, backupsOf } from "./listed";

/** Milliseconds of a day. */
const day = 24 * 3600 * 1000;

/** Makes a backup of every store that is backed up. @throws Failure at the first one that is not read back as it was sent. */
export async function backUpAll(kubectl: Kubectl, say: (line: string) => void): Promise<void> {
  for (const store of await backedUpStores(kubectl)) {
    const log = await runJob(kubectl, await backupJob(kubectl, store));
    say(lastLine(log));
  }
}

/** @throws Failure that names every store without a backup that was read back within the last day. */
export async function assertBackedUp(kubectl: Kubectl): Promise<void> {
  const late: string[] = [];
  for (const store of await backedUpStores(kubectl)) {
    const [latest] = await backupsOf(kubectl, store);
    if (latest !== undefined && Date.now() - latest.time.getTime() < day) continue;
    late.push(`${store} (${latest === undefined ? "none" : latest.time.toISOString()})`);
  }
  if (late.length === 0) return;
  throw new Failure(
    `Every store must have a backup that is younger than a day, but these have not, with the latest that they have: ` +
      `${late.join(", ")}. --keep-data makes one of each first; --without-backup gives up what was written since.`,
  );
}
