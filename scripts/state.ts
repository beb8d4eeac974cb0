import { existsSync } from "node:fs";
import * as path from "node:path";
import { Failure } from "./failure";
import { home, Stack } from "./stack";

/** A resource as a stack's state has it; what else it holds is only handed on. */
export interface StateResource {
  urn: string;
  type: string;
  custom?: boolean;
  /** The provider's; none while it is being made. */
  id?: string;
  /** Whether it has been replaced, and is only to be deleted. */
  delete?: boolean;
  /** Whether it has been deleted to be made anew. */
  pendingReplacement?: boolean;
  inputs?: Record<string, unknown>;
  outputs?: Record<string, unknown>;
}

/** What the engine had begun and not ended when it was killed. */
export interface PendingOperation {
  resource: StateResource;
  type: "creating" | "updating" | "deleting" | "reading" | "importing";
}

/** A stack's state, as `pulumi stack export` writes it and `pulumi stack import` takes it. */
export interface State {
  version: number;
  deployment: { resources?: StateResource[]; pending_operations?: PendingOperation[] };
}

export async function stateOf(stack: Stack): Promise<State> {
  return JSON.parse(await stack.ask("stack", "export")) as State;
}

/** The state that `npm run up` has left, or else that of `pulumi` by hand; undefined where it cannot be read. */
export async function knownState(name: string): Promise<State | undefined> {
  // To look for it must not make it.
  const stack = existsSync(home)
    ? new Stack(name, process.env)
    : new Stack(name, process.env, path.dirname(__dirname), "own");
  try {
    return await stateOf(stack);
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

/** The images that a state's last update has put out, each by its name at its digest. */
export function imagesIn(resources: readonly StateResource[] = []): Record<string, string> {
  const stack = resources.find(({ type }) => type === "pulumi:pulumi:Stack");
  return (stack?.outputs?.["images"] ?? {}) as Record<string, string>;
}
