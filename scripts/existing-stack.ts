import { existsSync } from "node:fs";
import * as path from "node:path";
import { installed } from "./command";
import { Failure } from "./failure";
import { home, Stack } from "./stack";

/**
 * A stack that is there: in this clone, as `npm run up` has made it, or else where the shell's own pulumi has it.
 *
 * @throws Failure when there is none of that name.
 */
export async function existingStack(
  name: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Stack> {
  if (!installed("pulumi", env)) throw new Failure("The Pulumi CLI is not installed.");
  const places = [
    // To look for the clone's own state must not make it.
    ...(existsSync(home) ? [new Stack(name, env)] : []),
    new Stack(name, env, path.dirname(__dirname), "own"),
  ];
  for (const stack of places) if (await stack.exists()) return stack;
  throw new Failure(
    `There is no stack ${name}, neither in ${home} nor where "pulumi whoami -v" says.`,
  );
}
