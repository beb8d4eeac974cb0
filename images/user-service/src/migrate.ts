import { setTimeout as sleep } from "node:timers/promises";
import { readEnvironment, Type, type Logger } from "@slipway/service-kit";
import { createConnection, type ConnectionOptions } from "mysql2/promise";
import { createDatabase } from "./create-database.ts";
import { migrate } from "./migrations.ts";
import { connectionOptions } from "./mysql.ts";
import { mysqlAccount, MysqlVariables } from "./stores.ts";

/** Milliseconds between two tries. */
const pause = 1_000;

/**
 * The command that brings the database up to date before a pod serves, beside pods that serve already and others that
 * run it as well: a migration must be one that the version before can live with. It has an account that may change
 * tables, which the service has not. Until it succeeds it tries again, and says once why it could not.
 *
 * @param signal Ends the tries, by an error.
 * @throws EnvironmentError for wrong variables.
 */
export async function bringUpToDate(
  environment: NodeJS.ProcessEnv,
  log: Logger,
  signal?: AbortSignal,
): Promise<void> {
  const variables = readEnvironment(Type.Object(MysqlVariables), environment);
  const options = connectionOptions(mysqlAccount(variables));
  let told = "";
  for (;;) {
    try {
      await migrateOnce(options);
      log.info("the tables are up to date");
      return;
    } catch (error) {
      const { code, message } = Object(error) as { code?: string; message?: string };
      const problem = code ?? String(message);
      if (problem !== told) log.warn({ err: error }, "the tables cannot be brought up to date yet");
      told = problem;
    }
    await sleep(pause, undefined, { signal });
  }
}

async function migrateOnce(options: ConnectionOptions): Promise<void> {
  try {
    await migrateIn(options);
  } catch (error) {
    // Somebody else's server, as it came: an account that could not make it is not told that there is none.
    if (Object(error).code !== "ER_BAD_DB_ERROR") throw error;
    await createDatabase(options);
    await migrateIn(options);
  }
}

async function migrateIn(options: ConnectionOptions): Promise<void> {
  const connection = await createConnection(options);
  // Lost, it fails what waits for it as well; unheard, the second time would end the process.
  connection.on("error", () => {});
  try {
    await migrate(connection);
  } finally {
    connection.destroy();
  }
}
