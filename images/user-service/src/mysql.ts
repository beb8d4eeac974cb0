import type { Link, Tls } from "@slipway/service-kit";
import {
  createConnection,
  createPool,
  type Connection,
  type ConnectionOptions,
  type Pool,
  type PoolConnection,
  type QueryResult,
} from "mysql2/promise";

export interface MysqlAccount {
  host: string;
  port: number;
  database: string;
  user: string;
  password: string;
  /** @default none: the connection is not encrypted */
  tls?: Tls | undefined;
}

/** What the server refuses this account, although the statement was right, under a statement's own SQLSTATE. */
const refusals = new Set([
  "ER_DBACCESS_DENIED_ERROR",
  "ER_BAD_DB_ERROR",
  "ER_TABLEACCESS_DENIED_ERROR",
  "ER_TOO_MANY_USER_CONNECTIONS",
  "ER_USER_LIMIT_REACHED",
]);

/** Milliseconds, up to the end of the handshake: a black hole must not hold a place in the pool. */
const connectTimeout = 1_500;

export function connectionOptions({ tls, ...account }: MysqlAccount): ConnectionOptions {
  return {
    ...account,
    connectTimeout,
    // The driver verifies who has signed the certificate, but not by itself whom it is for.
    ...(tls && { ssl: { ...tls, verifyIdentity: true, minVersion: "TLSv1.2" } }),
  };
}

/** Connections in the pool. As many statements run at a time, and no use may wait for a connection in the pool. */
export const connectionLimit = 10;

/**
 * A pool of connections to one database. Pings have a connection of their own, so that a pool that is busy is not taken
 * for a server that is gone.
 */
export class Mysql implements Link {
  readonly #pool: Pool;
  readonly #options: ConnectionOptions;
  #pinged: Connection | undefined;
  readonly #idle = new Set<{ destroy: () => void }>();

  constructor(account: MysqlAccount) {
    this.#options = connectionOptions(account);
    this.#pool = createPool({ ...this.#options, connectionLimit });
    this.#pool.on("acquire", (connection) => this.#idle.delete(connection));
    this.#pool.on("release", (connection) => this.#idle.add(connection));
    // The pool listens for the first error of a connection only, and a second would end the process.
    this.#pool.on("connection", (connection) => connection.on("error", () => {}));
  }

  /**
   * Runs one prepared statement. Nothing is ever sent twice: of a statement whose answer was lost
   * nobody knows whether it was done.
   */
  execute<Result extends QueryResult>(
    sql: string,
    values: string[],
    signal: AbortSignal,
  ): Promise<Result> {
    return this.#withConnection(signal, async (connection) => {
      const [result] = await connection.execute<Result>(sql, values);
      return result;
    });
  }

  async open(signal: AbortSignal): Promise<void> {
    await this.#withConnection(signal, (connection) => connection.ping());
  }

  async ping(signal: AbortSignal): Promise<void> {
    if (this.#pinged === undefined) {
      const connection = await createConnection(this.#options);
      connection.on("error", () => {});
      if (signal.aborted) {
        connection.destroy();
        throw signal.reason;
      }
      this.#pinged = connection;
    }
    await this.#pinged.ping();
  }

  /** After an outage each idle connection may be a dead one, which would cost a request its time. */
  drop(): void {
    for (const connection of this.#idle) connection.destroy();
    this.#idle.clear();
    this.#pinged?.destroy();
    this.#pinged = undefined;
  }

  close(): Promise<void> {
    return this.#pool.end();
  }

  isOutage(error: unknown): boolean {
    const { code, fatal, sqlState } = Object(error) as {
      code?: string;
      fatal?: boolean;
      sqlState?: string;
    };
    if (fatal || refusals.has(code ?? "")) return true;
    if (code === undefined || error instanceof TypeError) return false;
    // SQLSTATE classes of the statement's own faults: data, constraint, syntax or missing table.
    // Every other one (no state, shutting down, too many connections, read-only …) is the server's.
    return !/^(22|23|42)/.test(sqlState ?? "");
  }

  async #withConnection<Result>(
    signal: AbortSignal,
    work: (connection: PoolConnection) => Promise<Result>,
  ): Promise<Result> {
    const connection = await this.#pool.getConnection();
    if (signal.aborted) {
      connection.release();
      throw signal.reason;
    }
    // Released instead, a connection that still waits for an answer would hand it to the next one.
    const abandon = () => connection.destroy();
    signal.addEventListener("abort", abandon, { once: true });
    try {
      return await work(connection);
    } finally {
      signal.removeEventListener("abort", abandon);
      // Even after an outage: then `drop` follows, and takes what is idle.
      connection.release();
    }
  }
}
