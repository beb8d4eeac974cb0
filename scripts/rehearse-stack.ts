import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import type { Recording } from "./registered";
import { rehearse, type StandIns } from "./rehearse";
import { stackConfig } from "./stack-config";

export interface StackOptions {
  /** Keys that are to differ from the stack's files. @default none */
  changed?: Record<string, string>;
  /** Whether to leave unknown what only an update tells. @default false */
  preview?: boolean;
  standIns: StandIns;
}

/**
 * Runs index.ts as one of its stacks, with nothing behind it.
 *
 * @throws Failure when there is no such stack, and what the program throws.
 */
export async function rehearseStack(stack: string, options: StackOptions): Promise<Recording> {
  const { changed = {}, preview = false, standIns } = options;
  const { values, secretKeys } = stackConfig(stack);
  const config = { ...values, ...changed };
  const { context = "minikube" } = JSON.parse(config["slipway:cluster"] ?? "{}") as {
    context?: string;
  };
  const index = require.resolve("../index");
  delete require.cache[index];
  return withCluster(context, () =>
    rehearse(() => require(index), { stack, config, secretKeys, preview, standIns }),
  );
}

/** Runs something where the kubeconfig has the context, and its cluster is none that could be asked. */
export async function withCluster<T>(context: string, run: () => Promise<T>): Promise<T> {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), "slipway-"));
  const { KUBECONFIG } = process.env;
  process.env["KUBECONFIG"] = path.join(directory, "config");
  // Only a proxy could tell whether a cluster behind it is there: the program does not ask.
  const cluster = { server: "https://cluster.invalid", "proxy-url": "http://proxy.invalid" };
  const kubeconfig = {
    contexts: [{ name: context, context: { cluster: "rehearsed" } }],
    clusters: [{ name: "rehearsed", cluster }],
  };
  try {
    fs.writeFileSync(process.env["KUBECONFIG"], JSON.stringify(kubeconfig));
    return await run();
  } finally {
    fs.rmSync(directory, { recursive: true });
    if (KUBECONFIG === undefined) delete process.env["KUBECONFIG"];
    else process.env["KUBECONFIG"] = KUBECONFIG;
  }
}
