import { v4 as uuid } from "uuid";

/**
 * The key under which what is submitted is done once at most, however often it is sent. It stays
 * while nobody knows whether the same content was done; anything else is a new submission.
 * (Not crypto.randomUUID, which browsers have on https alone.)
 */
export class Submission {
  #open: { key: string; content: string } | undefined;

  /** The key for sending this. */
  keyFor(content: string): string {
    if (this.#open?.content !== content) this.#open = { key: uuid(), content };
    return this.#open.key;
  }

  /** After an answer that leaves no doubt, good or bad. */
  close(): void {
    this.#open = undefined;
  }
}
