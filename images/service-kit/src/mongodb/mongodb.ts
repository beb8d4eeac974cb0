import { once } from "node:events";
import { MongoClient, MongoError, MongoServerError, type Collection, type Document } from "mongodb";
import type { Link } from "../dependency.ts";
import type { Tls } from "../tls.ts";

/** What the services do with a collection. */
export type Documents<Schema extends Document> = Pick<
  Collection<Schema>,
  "find" | "findOne" | "insertOne" | "updateOne" | "countDocuments" | "createIndex"
>;

export interface Database extends Link {
  collection<Schema extends Document>(name: string): Documents<Schema>;
}

/**
 * Milliseconds. A call may stand in line behind many others on the same document, which is no
 * outage: the ping notices those, and they end every call at once. Making indexes takes its time.
 */
export const mongoTiming = { call: 10_000, ping: 2_500, open: 10_000 };

/** Milliseconds. */
const connectTimeout = 1_500;
const socketTimeout = 10_000;

/** Connections. Each costs an authentication, and writes to one document stand in line anyway. */
const poolSize = 10;

/**
 * One database of a MongoDB server. Nothing is ever sent twice: the driver's retrying is off, since
 * it needs a replica set. Each outage ends with a new client, as the old one's connections may all
 * be dead ones.
 */
export class MongoDb implements Database {
  readonly #url: string;
  readonly #tls: Tls | undefined;
  readonly #prepare: (database: Database) => Promise<void>;
  #client: MongoClient | undefined;

  /**
   * @param prepare Makes the indexes. Safe to repeat.
   * @param tls How to verify the server's certificate; none for a server that speaks no TLS.
   * @throws Error when the URL is none; it does not repeat the URL, which holds a password.
   */
  constructor(url: string, prepare: (database: Database) => Promise<void>, tls?: Tls) {
    this.#url = url;
    this.#tls = tls;
    this.#prepare = prepare;
    try {
      this.#connectable();
    } catch {
      throw new Error("MONGO_URL is not a URL that the MongoDB driver understands");
    }
  }

  collection<Schema extends Document>(name: string): Documents<Schema> {
    if (this.#client === undefined) throw new NotConnectedError();
    return this.#client.db().collection<Schema>(name);
  }

  async open(): Promise<void> {
    this.drop();
    this.#client = this.#connectable();
    await this.#client.connect();
    await this.#prepare(this);
  }

  /** Any answer will do: under load, the ping's own may have to wait its turn. */
  async ping(): Promise<void> {
    if (this.#client === undefined) throw new NotConnectedError();
    const answered = once(this.#client, "commandSucceeded");
    await Promise.race([this.#client.db().command({ ping: 1 }), answered]);
  }

  drop(): void {
    void this.#client?.close().catch(() => {});
    this.#client = undefined;
  }

  async close(): Promise<void> {
    await this.#client?.close();
  }

  isOutage(error: unknown): boolean {
    if (error instanceof MongoServerError) return outageCodes.has(Number(error.code));
    return error instanceof MongoError || error instanceof NotConnectedError;
  }

  #connectable(): MongoClient {
    return new MongoClient(this.#url, {
      retryWrites: false,
      retryReads: false,
      serverSelectionTimeoutMS: connectTimeout,
      connectTimeoutMS: connectTimeout,
      socketTimeoutMS: socketTimeout,
      maxPoolSize: poolSize,
      monitorCommands: true,
      ...(this.#tls && { tls: true, ...this.#tls }),
    });
  }
}

/** Whether a unique index, such as that of the ids, has refused a document. */
export function isDuplicate(error: unknown): boolean {
  return Object(error).code === 11_000;
}

class NotConnectedError extends Error {
  override name = "NotConnectedError";
  readonly code = "NOT_CONNECTED";
  override message = "no connection to the database";
}

/**
 * What a server answers when it, or our account in it, is not ready: authentication and
 * authorization, shutting down, not primary, out of memory or disk. Every other code is a wrong
 * command's. https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml
 */
const outageCodes = new Set([
  6, 7, 13, 18, 89, 91, 146, 189, 262, 9_001, 10_107, 11_600, 11_602, 13_435, 13_436, 14_031,
]);
