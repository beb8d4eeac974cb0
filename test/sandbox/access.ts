import { Failure } from "../../scripts/failure";
import { thisMachine } from "./machine";

/**
 * What has to hold before anything of the sandbox is touched, even its lock.
 * @param commands that will be run.
 * @throws Failure which names the first of system, user and commands that will not do.
 */
export function requireAccess(commands: string[], machine = thisMachine()): void {
  if (machine.platform !== "linux" || machine.architecture !== "x64") {
    throw new Failure(
      `The sandbox runs on Linux on x86-64 only, and this is ${machine.platform} on ${machine.architecture}. ` +
        "Use minikube here.",
    );
  }
  requireRoot(machine);
  const missing = commands.filter((name) => !machine.hasCommand(name));
  if (missing.length > 0) {
    throw new Failure(`The sandbox needs commands that are missing here: ${missing.join(", ")}.`);
  }
}

/** @throws Failure for anybody but root. */
export function requireRoot(machine = thisMachine()): void {
  if (machine.userId === 0) return;
  throw new Failure(
    "Run this as root: the sandbox is made of namespaces, mounts and an interface, which only root may make, " +
      "look into and take away.",
  );
}
