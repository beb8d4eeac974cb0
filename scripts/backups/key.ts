import type { Stack } from "../stack";
import { shown, type State, stateOf } from "../state";

/** What the backups of a stack are encrypted with, where the stack itself has made it: see components/backups/backups.ts. */
export function madeKey({ deployment }: State): string | undefined {
  const made = deployment.resources?.find(({ urn }) =>
    urn.endsWith("random:index/randomPassword:RandomPassword::backups-key"),
  );
  return shown(made?.outputs?.["result"]) as string | undefined;
}

const setting = "backups.key";

/**
 * Has the key of a stack's backups outlive the stack, which would take it along: it is in Pulumi.<stack>.yaml then, as a
 * secret, so that the next stack reads what this one has left.
 *
 * @returns whether it was not there before.
 */
export async function keepKey(stack: Stack): Promise<boolean> {
  const key = await keyIn(stack);
  if (key !== undefined) await stack.secret(setting, key, stack.source);
  return key !== undefined;
}

/** Takes the key out of Pulumi.<stack>.yaml again, where the stack still is: it would be another resource's to it. */
export async function unkeepKey(stack: Stack): Promise<void> {
  if ((await keyIn(stack)) === undefined) return;
  await stack.ask("config", "rm", "--path", setting, "--config-file", stack.source);
}

async function keyIn(stack: Stack): Promise<string | undefined> {
  return madeKey(await stateOf(stack, true));
}
