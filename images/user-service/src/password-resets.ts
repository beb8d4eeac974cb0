import { createHash, randomBytes } from "node:crypto";
import type { Dependency } from "@slipway/service-kit";
import type { Redis } from "./redis.ts";

/** Seconds. */
export const resetLifetime = 30 * 60;

/** 256 random bits. */
const tokenBytes = 32;

/** What lets somebody set a password anew without the old one: tokens for one use, of which Redis holds hashes. */
export class PasswordResets {
  readonly #dependency: Dependency;
  readonly #redis: Redis;

  constructor(dependency: Dependency, redis: Redis) {
    this.#dependency = dependency;
    this.#redis = redis;
  }

  async create(userId: string): Promise<string> {
    const token = randomBytes(tokenBytes).toString("base64url");
    const expiration = { type: "EX", value: resetLifetime } as const;
    await this.#dependency.use(() =>
      this.#redis.client.set(this.#key(token), userId, { expiration }),
    );
    return token;
  }

  /** Whose it is, if it is one. */
  async userId(token: string): Promise<string | undefined> {
    return (
      (await this.#dependency.use(() => this.#redis.client.get(this.#key(token)))) ?? undefined
    );
  }

  /** Uses it up. @returns whether it was still to be used. */
  async consume(token: string): Promise<boolean> {
    return (await this.#dependency.use(() => this.#redis.client.del(this.#key(token)))) === 1;
  }

  #key(token: string): string {
    return this.#redis.key("password-reset", createHash("sha256").update(token).digest("hex"));
  }
}
