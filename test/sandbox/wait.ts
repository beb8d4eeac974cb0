import { setTimeout as pause } from "node:timers/promises";

import { Failure } from "../../scripts/failure";

/**
 * Tries a condition until it holds.
 * @param probe resolves when the condition holds, rejects with the reason why it does not.
 * @param timeout in seconds.
 * @throws Failure naming what was waited for and the last reason.
 */
export async function waitFor(
  what: string,
  timeout: number,
  probe: () => Promise<void>,
): Promise<void> {
  const deadline = Date.now() + timeout * 1000;
  for (;;) {
    try {
      return await probe();
    } catch (error) {
      if (Date.now() > deadline) {
        throw new Failure(`${what} did not come within ${timeout} s: ${reason(error)}`);
      }
    }
    await pause(100);
  }
}

/** Why something failed, in one line. */
export function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
