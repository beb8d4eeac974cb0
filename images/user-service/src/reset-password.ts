import { setTimeout as sleep } from "node:timers/promises";
import { createLogger, readEnvironment, Type, type Dependency } from "@slipway/service-kit";
import { PasswordResets, resetLifetime } from "./password-resets.ts";
import { createStores, StoreVariables } from "./stores.ts";
import { Users } from "./users.ts";

/** Milliseconds in which both stores have to be reached. */
const patience = 10_000;

/**
 * The operator's command: prints a token for POST /password-resets.
 * @param args The account's e-mail address.
 * @returns the exit code: 1 without such an account or a store, 2 for wrong arguments.
 */
export async function resetPassword(
  args: string[],
  environment: NodeJS.ProcessEnv,
  print: Pick<Console, "log" | "error"> = console,
): Promise<number> {
  const [email] = args;
  if (email === undefined || args.length > 1) {
    print.error("reset-password takes the e-mail address of one account");
    return 2;
  }
  const variables = readEnvironment(Type.Object(StoreVariables), environment);
  const stores = createStores(variables, createLogger("silent"));
  const { mysql, redis, mysqlDependency, redisDependency } = stores;
  const dependencies = [mysqlDependency, redisDependency];
  for (const dependency of dependencies) dependency.start();
  try {
    await reached(dependencies);
    const found = await new Users(mysqlDependency, mysql).byEmail(email);
    if (!found) {
      print.error(`There is no account with the address ${email}`);
      return 1;
    }
    const token = await new PasswordResets(redisDependency, redis).create(found.user.id);
    print.log(token);
    print.error(`For one use at POST /password-resets within ${resetLifetime / 60} minutes`);
    return 0;
  } catch (error) {
    print.error(error instanceof Error ? error.message : String(error));
    return 1;
  } finally {
    await Promise.all(dependencies.map((dependency) => dependency.stop()));
  }
}

async function reached(dependencies: Dependency[]): Promise<void> {
  const end = Date.now() + patience;
  for (;;) {
    const missing = dependencies.filter(({ up }) => !up);
    if (missing.length === 0) return;
    if (Date.now() > end) {
      throw new Error(missing.map(({ name, status }) => `${name}: ${status.problem}`).join("\n"));
    }
    await sleep(50);
  }
}
