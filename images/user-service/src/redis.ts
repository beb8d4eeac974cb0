import type { Link, Tls } from "@slipway/service-kit";
import { ClientClosedError, createClient, ErrorReply } from "@redis/client";

export interface RedisAccount {
  host: string;
  port: number;
  username: string;
  password: string;
  /** What every key begins with: the account may touch no others. */
  prefix: string;
  /** @default none: the connection is not encrypted */
  tls?: Tls | undefined;
}

/** Milliseconds. */
const connectTimeout = 1_000;

/**
 * One connection to Redis. The client's own reconnecting and waiting queue are off: commands fail at
 * once without a connection, and the dependency's loop makes the next one. It would also not notice
 * a black hole, since it times out no command that it has sent, and each new one restarts the
 * socket's timer.
 */
export class Redis implements Link {
  readonly #account: RedisAccount;
  #client: ReturnType<typeof connectable> | undefined;

  constructor(account: RedisAccount) {
    this.#account = account;
  }

  get client(): ReturnType<typeof connectable> {
    if (this.#client === undefined) throw new ClientClosedError();
    return this.#client;
  }

  key(kind: string, name: string): string {
    return `${this.#account.prefix}${kind}:${name}`;
  }

  async open(): Promise<void> {
    this.drop();
    this.#client = connectable(this.#account);
    await this.#client.connect();
    await this.ping();
  }

  async ping(): Promise<void> {
    await this.client.ping();
  }

  drop(): void {
    this.#client?.destroy();
    this.#client = undefined;
  }

  async close(): Promise<void> {
    await this.#client?.close();
  }

  isOutage(error: unknown): boolean {
    // Errors of these two kinds are a wrong command's. The others (LOADING, OOM, READONLY, NOPERM …)
    // say that Redis, or the account in it, is not ready for us.
    if (error instanceof ErrorReply) return !/^(ERR|WRONGTYPE)/.test(error.message);
    return !(error instanceof TypeError);
  }
}

function connectable({ host, port, username, password, tls }: RedisAccount) {
  const socket = { host, port, connectTimeout, reconnectStrategy: false } as const;
  const client = createClient({
    username,
    password,
    socket: tls ? { ...socket, tls: true, servername: host, ...tls } : socket,
    disableOfflineQueue: true,
    // A timer for each command, beside the deadline that each has already, would take as much time as the command.
    commandOptions: { timeout: 0 },
    maintNotifications: "disabled",
  });
  // Every failure reaches the caller of a command or the next ping; unheard, it would end the process.
  client.on("error", () => {});
  return client;
}
