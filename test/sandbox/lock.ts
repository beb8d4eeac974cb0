import { spawn } from "node:child_process";
import { once } from "node:events";
import { dirname } from "node:path";

import { Failure } from "../../scripts/failure";
import { stateDir } from "./paths";

/** An existing folder, so that no lock file is left behind. */
const locked = dirname(stateDir);

/**
 * Does one thing to the sandbox at a time, whichever clone asked for it.
 * The kernel holds the lock for a child that lives as long as this process does, so that a crash frees it.
 */
export async function withLock<T>(work: () => Promise<T>): Promise<T> {
  const holder = spawn("flock", [locked, "sh", "-c", "echo locked; exec cat"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const waiting = setTimeout(() => {
    process.stderr.write("  Waiting for another start or stop of the sandbox to finish\n");
  }, 1000);
  try {
    const ended = once(holder, "close").then(() => {
      throw new Failure(`${locked} could not be locked`);
    });
    await Promise.race([once(holder.stdout, "data"), ended]);
    ended.catch(() => undefined);
    clearTimeout(waiting);
    return await work();
  } finally {
    clearTimeout(waiting);
    holder.stdin.end();
  }
}
