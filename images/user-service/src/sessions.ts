import { createHash, randomBytes } from "node:crypto";
import type { Dependency } from "@slipway/service-kit";
import type { Redis } from "./redis.ts";

/** Seconds: the longest that OWASP's Session Management Cheat Sheet gives a working day's session. */
export const sessionLifetime = 8 * 3_600;

/** 256 random bits, in the 43 characters that base64url takes for them. */
const tokenBytes = 32;

/** Sessions, in Redis. Whoever reads its memory or its dump finds hashes, which log nobody in. */
export class Sessions {
  readonly #memory: Dependency;
  readonly #redis: Redis;

  constructor(memory: Dependency, redis: Redis) {
    this.#memory = memory;
    this.#redis = redis;
  }

  /** Begins a session and returns its token, which stands nowhere else. */
  async begin(userId: string): Promise<string> {
    const token = randomBytes(tokenBytes).toString("base64url");
    const expiration = { type: "EX", value: sessionLifetime } as const;
    await this.#memory.use(() => this.#redis.client.set(this.#key(token), userId, { expiration }));
    return token;
  }

  async userId(token: string): Promise<string | undefined> {
    const id = await this.#memory.use(() => this.#redis.client.get(this.#key(token)));
    return id ?? undefined;
  }

  /** Ends the session if there is one, so that it can be asked for twice. */
  async end(token: string): Promise<void> {
    await this.#memory.use(() => this.#redis.client.del(this.#key(token)));
  }

  #key(token: string): string {
    return this.#redis.key("session", createHash("sha256").update(token).digest("hex"));
  }
}
