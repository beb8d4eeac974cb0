import * as fs from "node:fs";
import { containerProcesses } from "../sandbox/sandbox";

/** The processes of a pod's container, without the one that keeps its namespaces and those that start it. @param pod Its uid. */
export async function serverProcesses(pod: string): Promise<number[]> {
  const all = await containerProcesses(pod);
  return all.filter((pid) => {
    try {
      return !/^(catatonit|runc)/.test(fs.readFileSync(`/proc/${pid}/comm`, "utf8"));
    } catch {
      return false;
    }
  });
}

/** Kills all that runs in a pod's container. @param pod Its uid. @returns how many processes that was. */
export async function killServer(pod: string): Promise<number> {
  const pids = await serverProcesses(pod);
  for (const pid of pids) kill(pid);
  return pids.length;
}

/** What ends by itself meanwhile need not be killed. */
function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
