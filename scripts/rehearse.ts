import * as timers from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import type { MockMonitor } from "@pulumi/pulumi/runtime/mocks";
import { type Recording, record } from "./registered";
import { repositoryOf } from "./repository";

/** What providers would make up, were there any. */
export interface StandIns {
  /** The name that the cluster gives to an object without one. */
  objectName(logicalName: string, inputs: object): string;
  /** @param generation Which of that name it is, where it is not the first. */
  password(logicalName: string, length: number, generation?: string): string;
  /** 64 hex digits. */
  imageDigest(logicalName: string, inputs: object): string;
  /** What an earlier run stashed. @default what this run stashes */
  stashed?(logicalName: string): unknown;
  /** What an earlier run put out. @default nothing: there was none */
  putOut?: object;
  /** Whether the cluster's StorageClasses let volumes grow. @default false */
  volumesGrow?: boolean;
  /** Where whoever balances the load listens. @default nobody does */
  balancer?: string;
}

export interface RehearsalOptions {
  stack: string;
  /** The stack's configuration, by full key. */
  config: Record<string, string>;
  /** Those of the keys whose values are secrets. @default none */
  secretKeys?: string[];
  /** Whether to leave unknown what only an update tells. @default false */
  preview?: boolean;
  standIns: StandIns;
}

/**
 * Runs a program as the engine would, with nothing behind it.
 *
 * @throws What the program throws, at once or in a promise that nobody awaits.
 */
export async function rehearse(
  program: () => unknown,
  options: RehearsalOptions,
): Promise<Recording> {
  const { stack, config, secretKeys = [], preview = false, standIns } = options;
  const reset = () =>
    pulumi.runtime.setMocks(answers(standIns, preview), "slipway", stack, preview, "organization");
  await reset();
  pulumi.runtime.setAllConfig(config, secretKeys);
  const recording = record(pulumi.runtime.getMonitor() as unknown as MockMonitor);
  const withTraces = leaveTracesOut();

  // As under the engine, a rejection that nobody handles is the program's failure.
  const before = process.rawListeners("unhandledRejection") as NodeJS.UnhandledRejectionListener[];
  process.removeAllListeners("unhandledRejection");
  const rejected = new Promise<never>((_, reject) => process.on("unhandledRejection", reject));
  try {
    const finished = pulumi.runtime
      .runInPulumiStack(async () => program())
      .then(() => pulumi.runtime.disconnect())
      // A turn later, whatever nobody handles is known.
      .then(() => timers.setImmediate());
    await Promise.race([rejected, finished]);
    return recording;
  } catch (error) {
    // What was under way when it failed comes to its own end, and is forgotten.
    await timers.setTimeout(50);
    await reset();
    throw error;
  } finally {
    withTraces();
    process.removeAllListeners("unhandledRejection");
    for (const listener of before) process.on("unhandledRejection", listener);
  }
}

/**
 * The SDK takes the trace of every resource, in errors without a message that nobody is shown: to find the sources of
 * all their frames is more than half of what a run takes.
 *
 * @returns What puts an end to it.
 */
function leaveTracesOut(): () => void {
  const { prepareStackTrace } = Error;
  if (prepareStackTrace === undefined) return () => undefined;
  Error.prepareStackTrace = (error, frames) =>
    error.message === "" ? String(error) : prepareStackTrace(error, frames);
  return () => (Error.prepareStackTrace = prepareStackTrace);
}

function answers(standIns: StandIns, preview: boolean): pulumi.runtime.Mocks {
  return {
    call({ token }) {
      throw new Error(`nothing answers for ${token} here`);
    },
    newResource({ type, name, inputs, custom }) {
      const added = computed(standIns, type, name, inputs as object, preview);
      return { id: custom ? `${name}-id` : undefined, state: { ...inputs, ...added } };
    },
  };
}

/** What a provider adds to a resource's inputs. */
function computed(
  standIns: StandIns,
  type: string,
  name: string,
  inputs: object,
  preview: boolean,
): object {
  if (type.startsWith("kubernetes:")) {
    const { metadata } = inputs as { metadata?: { name?: string } };
    return {
      metadata: {
        ...metadata,
        name: metadata?.name ?? standIns.objectName(name, inputs),
        uid: `${name}-uid`,
      },
      ...(type.endsWith(":StorageClass") ? { allowVolumeExpansion: standIns.volumesGrow } : {}),
      ...(isBalanced(type, inputs) && standIns.balancer !== undefined
        ? { status: { loadBalancer: { ingress: [{ hostname: standIns.balancer }] } } }
        : {}),
    };
  }
  if (type === "pulumi:index:Stash") {
    const { input } = inputs as { input: unknown };
    return { output: standIns.stashed?.(name) ?? input };
  }
  if (type === "pulumi:pulumi:StackReference") return { outputs: standIns.putOut ?? {} };
  // What follows is known only when there is an update.
  if (preview) return {};
  if (type === "random:index/randomPassword:RandomPassword") {
    const { length, keepers } = inputs as { length: number; keepers?: { generation: string } };
    return { result: pulumi.secret(standIns.password(name, length, keepers?.generation)) };
  }
  if (type === "docker:index/image:Image") {
    const { imageName, skipPush } = inputs as { imageName: string; skipPush: boolean };
    const digest = `sha256:${standIns.imageDigest(name, inputs)}`;
    return { repoDigest: skipPush ? digest : `${repositoryOf(imageName)}@${digest}` };
  }
  return {};
}

function isBalanced(type: string, inputs: object): boolean {
  const { spec } = inputs as { spec?: { type?: string } };
  return type.endsWith(":Ingress") || (type.endsWith(":Service") && spec?.type === "LoadBalancer");
}
