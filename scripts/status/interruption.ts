import { mend } from "../mend";
import type { Stack } from "../stack";
import { kubectlOf } from "../stack-kubectl";
import { isRollout, nameOf, type Step } from "./engine-events";

/** How an update is ended that waits for what cannot come, and what it was at then. */
export interface Interruption {
  signal: NodeJS.Signals;
  underWay: Step[];
}

/**
 * What ends an update whose parts cannot start; undefined while it goes on. The engine forgets what it is told to end
 * while it makes it, and nobody would remove that; when it is killed, its state says what it was making.
 */
export function signalFor(
  underWay: readonly Step[],
  parts: readonly string[],
): NodeJS.Signals | undefined {
  if (parts.length === 0 || underWay.length === 0) return undefined;
  if (underWay.every(({ op }) => op === "update")) return "SIGINT";
  const isMade = underWay.some(
    (step) => step.op === "create" && isRollout(step) && parts.includes(nameOf(step)),
  );
  return isMade ? "SIGKILL" : undefined;
}

/** Has the state be what the engine had come to. It would take what it was changing for what that was before. */
export async function settle(stack: Stack, interruption: Interruption | undefined): Promise<void> {
  if (interruption === undefined) return;
  const { signal, underWay } = interruption;
  if (signal === "SIGINT") return stack.refresh(underWay.map(({ urn }) => urn));
  await mend(stack, kubectlOf(stack.name, stack.environment));
}
