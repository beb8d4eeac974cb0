import { readdirSync, readFileSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { ask } from "../command";
import { Failure } from "../failure";
import { backendUrl, home, type Stack } from "../stack";

/** Who has a stack of a backend of files for himself, as the engine writes it. */
export interface Lock {
  pid: number;
  username: string;
  hostname: string;
  timestamp: string;
}

/**
 * Takes away the locks of engines that have died on this machine.
 *
 * @returns whether there were any.
 * @throws Failure when another process, or one of another machine, has the stack.
 */
export async function unlock(stack: Stack): Promise<boolean> {
  const locks = locksIn(path.join(home, "state", ".pulumi", "locks", "organization"), stack.name);
  for (const lock of locks) await expectDead(lock, stack.name);
  if (locks.length > 0) await stack.ask("cancel", "--yes");
  return locks.length > 0;
}

/** @throws Failure when who has the stack still runs, or may do so on another machine. */
export async function expectDead(lock: Lock, stack: string): Promise<void> {
  const { pid, username, hostname, timestamp } = lock;
  const locked = `The stack ${stack} is locked by pulumi of ${username} (process ${pid} on ${hostname}), since ${timestamp}`;
  if (hostname !== os.hostname()) {
    throw new Failure(
      `${locked}. Whether that still runs can be seen there alone. If it does not: ${cancel(stack)}`,
    );
  }
  if (await runs(pid)) throw new Failure(`${locked}, which still runs: wait for it, or end it.`);
}

/** @param folder With one of every project, with one of every stack. */
export function locksIn(folder: string, stack: string): Lock[] {
  const files = readdirSafe(folder).filter(
    (file) => path.basename(path.dirname(file)) === stack && file.endsWith(".json"),
  );
  return files.map((file) => JSON.parse(readFileSync(path.join(folder, file), "utf8")) as Lock);
}

/** Whether a process is there, and is the engine: its number may have been given to another since. */
export async function runs(pid: number, name = "pulumi"): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  const { status, stdout } = await ask("ps", ["-o", "stat=,comm=", "-p", String(pid)]).catch(
    () => ({
      // Without ps there is no telling: what is there may be the engine.
      status: 0,
      stdout: `S ${name}`,
    }),
  );
  const [state = "", command = ""] = stdout.trim().split(/\s+/);
  // One that is dead, and that nobody has waited for.
  return status === 0 && !state.startsWith("Z") && path.basename(command) === name;
}

function cancel(stack: string): string {
  return `PULUMI_BACKEND_URL="${backendUrl}" pulumi cancel --yes --stack ${stack}`;
}

function readdirSafe(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: "utf8" });
  } catch (error) {
    // Nobody has ever locked anything.
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
