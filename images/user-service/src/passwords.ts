import { randomBytes } from "node:crypto";
import { hash, verify } from "@node-rs/argon2";

export interface Cost {
  /** KiB */
  memoryCost: number;
  timeCost: number;
  parallelism: number;
}

/** The OWASP Password Storage Cheat Sheet's minimum for Argon2id. */
const owaspMinimum: Cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/**
 * Passwords as Argon2id hashes, each a PHC string that holds its own salt and parameters.
 * The work is done in libuv's four threads, so at most four hashes (80 MiB) are made at a time.
 */
export class Passwords {
  readonly #cost: Cost;
  readonly #nobodys: Promise<string>;

  constructor(cost = owaspMinimum) {
    this.#cost = cost;
    this.#nobodys = this.hash(randomBytes(32).toString("base64url"));
  }

  hash(password: string): Promise<string> {
    return hash(normal(password), this.#cost);
  }

  /** Whether the password is the one. Without a hash it takes as long and is false. */
  async matches(passwordHash: string | undefined, password: string): Promise<boolean> {
    const matches = await verify(passwordHash ?? (await this.#nobodys), normal(password));
    return matches && passwordHash !== undefined;
  }
}

/** Keyboards differ in how they compose a character; NIST SP 800-63B asks for one form. */
function normal(password: string): string {
  return password.normalize("NFKC");
}
