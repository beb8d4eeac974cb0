import * as path from "node:path";
import type { Architecture } from "./architecture";
import { ask } from "./command";
import { Failure } from "./failure";
import type { Registered } from "./registered";
import { stackConfig } from "./stack-config";

/** A stack as its program has it, whatever is deployed of it. */
export interface StackProgram {
  architecture: Architecture;
  urls: string[];
  resources: readonly Registered[];
}

/** What commands read of a stack's settings, by their sections. */
export interface StackSettings {
  cluster: { context: string; namespace: string };
  registry: { address?: string; username?: string };
  images: { platform?: string; mirror?: string; digests?: Record<string, string> };
  gateway: { exposure?: string };
  /** The namespace of the ingress controller, where the way in is an Ingress. */
  controllerNamespace: string | undefined;
}

/** @throws Failure when there is no such stack. */
export function stackSettings(stack: string): StackSettings {
  const { values } = stackConfig(stack);
  const section = (name: string) =>
    JSON.parse(values[`slipway:${name}`] ?? "{}") as Record<string, string>;
  const gateway = section("gateway");
  const { exposure = "ingress", controllerNamespace = "ingress-nginx" } = gateway;
  return {
    cluster: { context: "minikube", namespace: "slipway", ...section("cluster") },
    registry: section("registry"),
    images: section("images"),
    gateway,
    controllerNamespace: exposure === "ingress" ? controllerNamespace : undefined,
  };
}

/**
 * Runs index.ts as one of its stacks, with nothing behind it, in a process of its own: to load the SDKs alone takes
 * seconds, in which this one goes on asking the cluster.
 *
 * @throws Failure when there is no such stack, and with what the program says to its settings.
 */
export function stackProgram(stack: string): Promise<StackProgram> {
  const program = printedProgram(stack);
  // Who waits for it hears of it, which may be late, or never where something else has failed before.
  program.catch(() => undefined);
  return program;
}

async function printedProgram(stack: string): Promise<StackProgram> {
  const [sdks, script] = ["sdks.cjs", "print-program.ts"].map((file) => path.join(__dirname, file));
  const args = ["--require", sdks ?? "", "--require", "tsx/cjs", script ?? "", stack];
  const { status, stdout, stderr } = await ask(process.execPath, args);
  if (status !== 0) throw new Failure(stderr.trim());
  return JSON.parse(stdout) as StackProgram;
}
