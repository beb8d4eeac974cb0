import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createInterface } from "node:readline";
import type { Kubectl } from "../kubectl";
import type { ContainerStatus } from "../status/objects";
import type { Check, CheckContext } from "./check";
import { lastLine } from "./cluster";
import { policies } from "./policies";
import { make, pullPod } from "./probe-objects";
import { probeImage } from "./registry";

/** Milliseconds that the pod has to start. */
const patience = 6_000;

/** What a registry's pull comes to, whatever becomes of the pod. */
const failedPull = /^(ErrImagePull|ImagePullBackOff|InvalidImageName)$/;

/** What a pod comes to that has nothing to run. */
const notRun = /Create\w*Error|RunContainerError/;

/**
 * Tries in a namespace of its own, which it removes, what only pods can tell: whether a NetworkPolicy keeps one pod from
 * another, and whether the nodes pull from the stack's registry.
 *
 * @param pushed Resolves to whether the registry has the image that is to be pulled.
 */
export async function probe(context: CheckContext, pushed: Promise<boolean>): Promise<Check[]> {
  const { kubectl, settings } = context;
  const own = kubectl.in(`slipway-doctor-${randomBytes(4).toString("hex")}`);
  const made = await own.attempt(["create", "namespace", own.namespace, "--request-timeout=5s"]);
  if (made.status !== 0) {
    const says = `not tried, a namespace cannot be made: ${lastLine(made.stderr)}`;
    return [
      { name: "policies", level: "skip", says },
      { name: "registry pull", level: "skip", says },
    ];
  }
  try {
    return await Promise.all([policies(context, own), pull(settings.registry, own, pushed)]);
  } finally {
    await own.attempt(["delete", "namespace", own.namespace, "--wait=false"]);
  }
}

/** Whether a node pulls what this machine has pushed. */
async function pull(
  { address = "", username }: { address?: string; username?: string },
  own: Kubectl,
  pushed: Promise<boolean>,
): Promise<Check> {
  const name = "registry pull";
  if (address === "")
    return { name, level: "skip", says: "no registry: nothing is pulled from it" };
  if (username !== undefined) {
    return { name, level: "skip", says: "the nodes' login comes with the stack: not tried before" };
  }
  if (!(await pushed)) return { name, level: "skip", says: "not tried: nothing was pushed" };
  const untold = (says: string): Check => ({ name, level: "warn", says, mend: "Try again." });
  const made = await make(own, pullPod(probeImage(address)));
  if (made.status !== 0) return untold(`not tried, no pod can be made: ${lastLine(made.stderr)}`);
  const state = await pullState(own);
  const { reason = "", message = "" } = state?.waiting ?? {};
  if (failedPull.test(reason)) {
    return {
      name,
      level: "fail",
      says: `a node does not pull from ${address}: ${lastLine(message) || reason}`,
      mend: "registry.address must lead to the same registry from here and from the nodes, which must trust it.",
    };
  }
  if (state === undefined) return untold(`no node has pulled from ${address} in time`);
  return { name, level: "ok", says: `a node pulls from ${address}` };
}

/** What becomes of the pod, once its image was pulled or could not be; undefined where that takes too long. */
async function pullState(own: Kubectl): Promise<ContainerStatus["state"] | undefined> {
  const states = '--output=jsonpath={.status.containerStatuses[*].state}{"\\n"}';
  const watch = spawn("kubectl", own.placed(["get", "pod/pull", "--watch", states]), {
    env: own.environment,
    stdio: ["ignore", "pipe", "ignore"],
  });
  const timer = setTimeout(() => watch.kill(), patience);
  try {
    for await (const line of createInterface({ input: watch.stdout })) {
      if (line === "") continue;
      const state = JSON.parse(line) as ContainerStatus["state"];
      if (isTold(state)) return state;
    }
    return undefined;
  } finally {
    clearTimeout(timer);
    watch.kill();
  }
}

/** There is nothing in the image that could run: to fail at that, or to end, is to have pulled it. */
function isTold({ waiting, terminated }: ContainerStatus["state"]): boolean {
  const { reason = "" } = waiting ?? {};
  return terminated !== undefined || failedPull.test(reason) || notRun.test(reason);
}
