import type { Connection, RowDataPacket } from "mysql2/promise";
import { Umzug } from "umzug";

/**
 * In order, and never edited once released. Each is run once on every database, or again where it was cut off before
 * that was noted: MySQL takes back no table that was made.
 */
const migrations = [
  {
    name: "0001-users",
    // The collation makes names that differ only in case or accents the same name, so that nobody
    // can pass for somebody else; e-mail addresses are ASCII, so there it is about case alone.
    // NFC makes up to 3 characters of one, hence 96 for names of 32; 254 is RFC 5321's limit.
    up: `CREATE TABLE IF NOT EXISTS users (
      id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
      username VARCHAR(96) NOT NULL,
      email VARCHAR(254) NOT NULL,
      password_hash VARCHAR(255) NOT NULL,
      created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
      UNIQUE KEY username (username),
      UNIQUE KEY email (email)
    ) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci`,
  },
];

/** Milliseconds for the statements that take no time when the server answers at all. */
const timeout = 1_500;

/**
 * Brings the tables up to date. Replicas may do it at once: one holds the lock, and the others fail, to try again
 * shortly. MySQL gives the lock back when the holder's connection ends.
 */
export async function migrate(connection: Connection): Promise<void> {
  const umzug = createUmzug(connection);
  if ((await umzug.pending()).length === 0) return;

  const [rows] = await connection.query<RowDataPacket[]>({
    sql: "SELECT GET_LOCK(CONCAT(DATABASE(), '.migrations'), 0) AS locked",
    timeout,
  });
  if (rows[0]?.["locked"] !== 1) throw new MigrationsLockedError();
  try {
    await umzug.up();
  } finally {
    await connection.query({
      sql: "SELECT RELEASE_LOCK(CONCAT(DATABASE(), '.migrations'))",
      timeout,
    });
  }
}

class MigrationsLockedError extends Error {
  override name = "MigrationsLockedError";
  readonly code = "MIGRATIONS_LOCKED";
  override message = "another replica is migrating";
}

function createUmzug(connection: Connection) {
  return new Umzug({
    logger: undefined,
    migrations: migrations.map(({ name, up }) => ({ name, up: () => connection.query(up) })),
    storage: {
      async executed() {
        await connection.query({
          sql: "CREATE TABLE IF NOT EXISTS migrations (name VARCHAR(255) NOT NULL PRIMARY KEY)",
          timeout,
        });
        const sql = "SELECT name FROM migrations";
        const [rows] = await connection.query<RowDataPacket[]>({ sql, timeout });
        return rows.map(({ name }) => String(name));
      },
      async logMigration({ name }) {
        await connection.execute("INSERT INTO migrations (name) VALUES (?)", [name]);
      },
      async unlogMigration({ name }) {
        await connection.execute("DELETE FROM migrations WHERE name = ?", [name]);
      },
    },
  });
}
