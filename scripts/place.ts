import { ask, installed } from "./command";
import { Failure } from "./failure";
import { startMinikube } from "./minikube";
import { stackSettings } from "./stack-program";

/** Where a stack's cluster is: what can be started from here, or one that others run. */
export type Place = "minikube" | "sandbox" | "elsewhere";

/**
 * Has a stack's cluster run, where it can be started from here.
 *
 * @param sandbox Whether it is to be the sandbox; one that runs is taken in any case.
 * @returns where it is, and the environment of what talks to it.
 * @throws Failure where the stack names another cluster, or what it takes is missing.
 */
export async function clusterOf(
  stack: string,
  sandbox: boolean,
): Promise<{ place: Place; env: NodeJS.ProcessEnv }> {
  const { context } = stackSettings(stack).cluster;
  if (context !== "minikube") {
    if (!sandbox) return { place: "elsewhere", env: process.env };
    throw new Failure(
      `cluster.context of ${stack} is "${context}", but the sandbox is "minikube".`,
    );
  }
  const { isRunning } = await import("../test/sandbox/sandbox.js");
  if (sandbox || (await isRunning())) return { place: "sandbox", env: await startSandbox() };
  await prepareMinikube();
  return { place: "minikube", env: process.env };
}

async function startSandbox(): Promise<NodeJS.ProcessEnv> {
  const { start, sandboxEnv } = await import("../test/sandbox/sandbox.js");
  await start();
  return { ...process.env, ...sandboxEnv() };
}

async function prepareMinikube(): Promise<void> {
  const tools = ["pulumi", "docker", "minikube", "kubectl"];
  const missing = tools.filter((tool) => !installed(tool));
  if (missing.length > 0) {
    throw new Failure(
      `${missing.join(" and ")} ${missing.length > 1 ? "are" : "is"} not installed.\n\n` +
        `There are two ways to run the stack:\n` +
        `- on minikube: install the Pulumi CLI, Docker, minikube and kubectl, then "npm run up" starts minikube and ` +
        `deploys;\n` +
        `- on a bare Linux machine, as root: "npm run up -- --sandbox" brings everything itself and says first ` +
        `what it changes on the machine.`,
    );
  }
  const { status, stderr } = await ask("docker", ["info", "--format", "{{.ServerVersion}}"]);
  if (status !== 0) {
    throw new Failure(`Docker does not answer: ${stderr.trim()}\nStart it, then try again.`);
  }
  await startMinikube();
}
