import { Failure } from "@slipway/service-kit";
import {
  type RateLimiterMemory,
  type RateLimiterRedis,
  RateLimiterRes,
} from "rate-limiter-flexible";

/** At most so often in a time and in a day, for each key. */
export class Limit {
  readonly #limiters: readonly (RateLimiterRedis | RateLimiterMemory)[];
  readonly #code: string;
  readonly #message: string;

  constructor(
    limiters: readonly (RateLimiterRedis | RateLimiterMemory)[],
    code: string,
    message: string,
  ) {
    this.#limiters = limiters;
    this.#code = code;
    this.#message = message;
  }

  /** @throws Failure 429 with the seconds to wait once it was too often; 503 without Redis. */
  async consume(key: string): Promise<void> {
    for (const limiter of this.#limiters) {
      try {
        await limiter.consume(key);
      } catch (error) {
        if (!(error instanceof RateLimiterRes)) throw error;
        throw new Failure(429, this.#code, this.#message, {
          retryAfter: Math.max(1, Math.ceil(error.msBeforeNext / 1_000)),
        });
      }
    }
  }

  /** Takes one back. */
  async giveBack(key: string): Promise<void> {
    for (const limiter of this.#limiters) await limiter.reward(key);
  }

  async clear(key: string): Promise<void> {
    for (const limiter of this.#limiters) await limiter.delete(key);
  }
}
