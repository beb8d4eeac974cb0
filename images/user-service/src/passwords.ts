import { randomBytes } from "node:crypto";
import { hash, verify } from "@node-rs/argon2";
import { Failure } from "@slipway/service-kit";
import pLimit from "p-limit";

export interface Cost {
  /** KiB */
  memoryCost: number;
  timeCost: number;
  parallelism: number;
}

/** The OWASP Password Storage Cheat Sheet's minimum for Argon2id. */
const owaspMinimum: Cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** libuv's threads, which do the work: at most 80 MiB for it. */
const concurrency = 4;

/** Hashes that may wait: three seconds' worth on one core, at 30 ms a hash. */
const maxWaiting = 100;

/** Passwords as Argon2id hashes, each a PHC string that holds its own salt and parameters. */
export class Passwords {
  readonly #cost: Cost;
  readonly #slots = pLimit(concurrency);
  readonly #dummyHash: Promise<string>;

  constructor(cost = owaspMinimum) {
    this.#cost = cost;
    this.#dummyHash = this.hash(randomBytes(32).toString("base64url"));
  }

  /** @throws Failure 503 when too many wait. */
  hash(password: string): Promise<string> {
    return this.#inTurn(() => hash(normal(password), this.#cost));
  }

  /**
   * Whether the password is the one. Without a hash it takes as long and is false.
   * @throws Failure 503 when too many wait.
   */
  async matches(passwordHash: string | undefined, password: string): Promise<boolean> {
    const dummyHash = await this.#dummyHash;
    const matches = await this.#inTurn(() => verify(passwordHash ?? dummyHash, normal(password)));
    return matches && passwordHash !== undefined;
  }

  async #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#slots.activeCount >= concurrency && this.#slots.pendingCount >= maxWaiting) {
      throw new Failure(503, "overloaded", "too many passwords to check, try again shortly", {
        retryAfter: 2,
      });
    }
    return this.#slots(work);
  }
}

/** Keyboards differ in how they compose a character; NIST SP 800-63B asks for one form. */
function normal(password: string): string {
  return password.normalize("NFKC");
}
