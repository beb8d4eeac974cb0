/** A failure that its message explains: it is shown without a stack. */
export class Failure extends Error {}

/**
 * Runs a command's main function; a Failure ends it with its message alone, anything else with its stack.
 *
 * @param status The exit code then.
 */
export function main(run: () => Promise<void>, status = 1): void {
  run().catch((error: unknown) => {
    console.error(error instanceof Failure ? error.message : error);
    process.exitCode = status;
  });
}
