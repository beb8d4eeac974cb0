import { rm } from "node:fs/promises";

import { requireAccess } from "./access";
import { containerProcesses, removeCgroups } from "./cgroups";
import { firstInItsNamespace } from "./process-identity";
import { stopDaemon } from "./daemon";
import { keepers, restarters } from "./daemons";
import { withLock } from "./lock";
import { endNode, runningNode } from "./node";
import { stateDir } from "./paths";
import { step } from "./step";
import { waitFor } from "./wait";

/** What containers and daemons may take to end by themselves, in seconds: what the stack's services promise. */
const patience = 10;

const commands = ["flock", "ip"];

/**
 * Stops the sandbox and takes back all that it made on the machine but its data and the cache.
 * Safe on one that is stopped, or half dead.
 */
export async function stop(): Promise<void> {
  requireAccess(commands);
  await withLock(async () => {
    if (await runningNode()) {
      await step("Containers", stopContainers);
      await step("Daemons", () =>
        Promise.all(keepers.map(({ name }) => stopDaemon(name, patience))),
      );
    }
    await step("Node", async () => {
      await endNode();
      await removeCgroups();
    });
    process.stderr.write(`The sandbox is stopped. Its data stays in ${stateDir}.\n`);
  });
}

/** Stops the sandbox and removes its data: the next start is with an empty cluster and registry. */
export async function remove(): Promise<void> {
  await stop();
  await withLock(() => step("Data", () => rm(stateDir, { recursive: true, force: true })));
}

/** As a machine that shuts down: what runs in containers is asked to end, and what does not is ended later. */
async function stopContainers(): Promise<void> {
  await Promise.all(restarters.map(({ name }) => stopDaemon(name, patience)));
  for (const pid of await containerProcesses()) {
    if (firstInItsNamespace(pid)) process.kill(pid, "SIGTERM");
  }
  await waitFor("The end of the containers", patience, async () => {
    const left = await containerProcesses();
    if (left.length > 0) throw new Error(`${left.length} processes are left`);
  }).catch(() => undefined);
}
