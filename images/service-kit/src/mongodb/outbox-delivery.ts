import pLimit from "p-limit";
import type { Dependency } from "../dependency.ts";
import { Failure } from "../failure.ts";
import type { Logger } from "../logger.ts";
import type { Documents } from "./mongodb.ts";
import type { OutboxEntry, WithOutbox } from "./outbox-document.ts";
import { pauseAfter } from "./outbox-pause.ts";
import type { OutboxStore } from "./outbox-store.ts";

export interface OutboxArgs<Entry> {
  /** The collection's, by which its metrics tell of it. */
  name: string;
  database: Dependency;
  documents: () => Documents<WithOutbox<Entry>>;
  /** Passes an entry on. It may be called again with the same one, also after it was done. */
  deliver: (entry: Entry) => Promise<void>;
  /** What `deliver` needs. While that is out of reach, nothing is tried. */
  target: Dependency;
  log: Logger;
}

/** Documents that are read at a time, and entries that may wait for their turn. */
export const batch = 100;

/**
 * Entries that a replica passes on at a time. A batch of them at once keeps a slow database from
 * answering its ping in time; the connections are then dropped, the updates under way with them,
 * and what had been passed on is passed on again.
 */
const atOnce = 4;

/** Passes on entries, each on its own: one that is refused is planned for later. */
export class OutboxDelivery<Entry extends OutboxEntry> {
  readonly #args: OutboxArgs<Entry>;
  readonly #store: OutboxStore<Entry>;
  readonly #onFailure: (nextTry?: Date) => void;
  readonly #underWay = new Map<string, Promise<unknown>>();
  readonly #limit = pLimit(atOnce);
  #problem: string | undefined;

  /** @param onFailure Told of each failure, and when to try again if the entry was to blame. */
  constructor(
    args: OutboxArgs<Entry>,
    store: OutboxStore<Entry>,
    onFailure: (nextTry?: Date) => void,
  ) {
    this.#args = args;
    this.#store = store;
    this.#onFailure = onFailure;
  }

  get full(): boolean {
    return this.#underWay.size >= batch;
  }

  /** Settles when nothing is under way. */
  async idle(): Promise<void> {
    await Promise.all(this.#underWay.values());
  }

  /** An entry that was not tried yet. */
  async pass(documentId: string, entry: Entry): Promise<void> {
    await this.#once(entry, () => this.#limit(() => this.#pass(documentId, entry, 0)));
  }

  /**
   * What is due in these documents. Other replicas have found the same: each takes an order of its
   * own, and leaves out what has been passed on when its turn comes.
   */
  async passLeft(ids: string[]): Promise<void> {
    const order = ids
      .map((_id) => ({ _id, place: Math.random() }))
      .sort((one, other) => one.place - other.place);
    await Promise.all(order.map(({ _id }) => this.#limit(() => this.#passLeft(_id))));
  }

  /** Passes on what is due in a document, and plans the rest. */
  async #passLeft(_id: string): Promise<void> {
    try {
      const { outbox = {}, outboxState } = (await this.#store.read(_id)) ?? {};
      if (outboxState === undefined) return;
      const left: { at: Date; due: Date }[] = [];
      const entries = Object.entries(outbox);
      for (const [id, entry] of entries) {
        const { count, due } = outboxState.tries?.[id] ?? { count: 0, due: new Date() };
        const at = entry.at ?? outboxState.since;
        if (due > new Date() || this.#underWay.has(id)) left.push({ at, due });
        else {
          const next = await this.#once(entry, () => this.#pass(_id, entry, count));
          if (next !== undefined) left.push({ at, due: next });
        }
      }
      // With the only one, all was taken out.
      if (entries.length !== 1 || left.length > 0) await this.#store.plan(_id, outboxState, left);
    } catch (error) {
      this.report(error);
    }
  }

  /** Never the same entry twice at a time: its two answers from the broker could not be told apart. */
  async #once({ id }: Entry, pass: () => Promise<Date | undefined>): Promise<Date | undefined> {
    if (this.#underWay.has(id)) return new Date();
    const passed = pass().finally(() => this.#underWay.delete(id));
    this.#underWay.set(id, passed);
    return passed;
  }

  /** When to try again, unless it was passed on. */
  async #pass(documentId: string, entry: Entry, failures: number): Promise<Date | undefined> {
    const { database, target } = this.#args;
    try {
      // Passed on without the database, it could not be taken out.
      if (!database.up || !target.up) throw outOfReach;
      await this.#args.deliver(entry);
      await this.#store.clear(documentId, entry);
      this.#problem = undefined;
      return undefined;
    } catch (error) {
      this.report(error);
      // Not the entry's fault, so it costs no try.
      if (isOutage(error)) return new Date();
      const count = failures + 1;
      const due = new Date(Date.now() + pauseAfter(count));
      this.#onFailure(due);
      await this.#store.failed(documentId, entry.id, { count, due }).catch(() => {});
      return due;
    }
  }

  /** What is out of reach tells of itself; anything else is told once until it changes. */
  report(error: unknown): void {
    const problem = String(error);
    if (!isOutage(error) && problem !== this.#problem) {
      this.#args.log.warn({ err: error }, "outbox could not pass on");
    }
    this.#problem = problem;
    this.#onFailure();
  }
}

const outOfReach = new Failure(503, "unavailable", "what the outbox needs is out of reach");

function isOutage(error: unknown): boolean {
  return error instanceof Failure && error.status === 503;
}
