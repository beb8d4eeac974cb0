import { createHash } from "node:crypto";
import { Failure, type Dependency } from "@slipway/service-kit";
import type { Redis } from "./redis.ts";

/** Failures that an account has a window; 40 an hour, where OWASP ASVS 2.2.1 allows at most 100. */
const failureLimit = 10;

/** Seconds. */
const failureWindow = 15 * 60;

/** How often logging in to an account went wrong lately, in Redis. */
export class LoginFailures {
  readonly #memory: Dependency;
  readonly #redis: Redis;

  constructor(memory: Dependency, redis: Redis) {
    this.#memory = memory;
    this.#redis = redis;
  }

  /**
   * Counts a try as failed before it is made, so that tries side by side cannot all pass below the
   * limit; `forgive` takes it back. Accounts that do not exist are counted as well, since the
   * difference would tell.
   * @throws Failure 429 when the account is over its limit.
   */
  async charge(email: string): Promise<void> {
    const key = this.#key(email);
    const expiration = { type: "EX", value: failureWindow } as const;
    const [, count, secondsLeft] = await this.#memory.use(() =>
      this.#redis.client
        .multi()
        .set(key, 0, { expiration, condition: "NX" })
        .incr(key)
        .ttl(key)
        .execTyped(),
    );
    if (count > failureLimit) {
      throw new Failure(429, "too_many_failures", "too many failed logins on this account", {
        retryAfter: Math.max(1, secondsLeft),
      });
    }
  }

  async forgive(email: string): Promise<void> {
    await this.#memory.use(() => this.#redis.client.del(this.#key(email)));
  }

  /** Hashed, so that the keys are of one length and Redis holds no addresses for it. */
  #key(email: string): string {
    const account = createHash("sha256").update(email.toLowerCase()).digest("hex");
    return this.#redis.key("login-failures", account);
  }
}
