import { requireRoot } from "./access";
import { daemons } from "./daemons";
import { readIdentity } from "./daemon";
import { runningNode } from "./node";
import { isRunning as isAlive } from "./process-identity";

export { apiServer, link, privateRegistry } from "./addresses";
export { containerProcesses } from "./cgroups";
export { sandboxEnv } from "./env";
export { runningNode } from "./node";
export { parseListeners } from "./port-owner";
export { registryLogin } from "./private-registry";
export { start } from "./start";
export { remove, stop } from "./stop";

/**
 * Whether there is a sandbox on this machine, whole or not.
 * @throws Failure if there is one and this is not root, who alone can use it.
 */
export async function isRunning(): Promise<boolean> {
  if (!(await runningNode())) return false;
  requireRoot();
  return true;
}

/** The pids of the sandbox's daemons and of the node itself, without which nothing in it lives. */
export async function sandboxProcesses(): Promise<number[]> {
  const names = [...daemons.flatMap((group) => group.daemons).map(({ name }) => name), "node"];
  const identities = await Promise.all(names.map(readIdentity));
  return identities.flatMap((identity) => (identity && isAlive(identity) ? [identity.pid] : []));
}
