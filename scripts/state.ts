import { existsSync } from "node:fs";
import * as path from "node:path";
import { Failure } from "./failure";
import { home, Stack } from "./stack";

/** What marks a secret in a state, among the fields beside its value. */
const secretMark = "4dabf18193072939515e22adb298388d";

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

/** @param secrets Whether it is to have its secrets in clear (see `shown`). @default false */
export async function stateOf(stack: Stack, secrets = false): Promise<State> {
  const options = secrets ? ["--show-secrets"] : [];
  return JSON.parse(await stack.ask("stack", "export", ...options)) as State;
}

/** A value of a state; that of a secret where the state has its secrets in clear, and undefined where it has not. */
export function shown(value: unknown): unknown {
  if (typeof value !== "object" || value === null || !(secretMark in value)) return value;
  const { plaintext } = value as { plaintext?: string };
  return plaintext === undefined ? undefined : JSON.parse(plaintext);
}

/** The state that `npm run up` has left, or else that of `pulumi` by hand; undefined where it cannot be read. */
export function knownState(name: string): Promise<State | undefined> {
  // To look for it must not make it.
  const stack = existsSync(home)
    ? new Stack(name, process.env)
    : new Stack(name, process.env, path.dirname(__dirname), "own");
  return stateIfAny(stack);
}

/** As `stateOf`; undefined where it cannot be read. */
export async function stateIfAny(stack: Stack, secrets = false): Promise<State | undefined> {
  try {
    return await stateOf(stack, secrets);
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
