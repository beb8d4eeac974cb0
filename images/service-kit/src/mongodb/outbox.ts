import pLimit from "p-limit";
import type { Dependency } from "../dependency.ts";
import { Failure } from "../failure.ts";
import type { Logger } from "../logger.ts";
import type { Documents } from "./mongodb.ts";
import type { OutboxEntry, WithOutbox } from "./outbox-document.ts";
import { pauseAfter } from "./outbox-pause.ts";
import { OutboxStore } from "./outbox-store.ts";

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

/** Milliseconds between two looks for what other replicas, or this one before a crash, left behind. */
const idlePause = 5_000;

/** Milliseconds until the next look after a failure. */
const failedPause = 500;

/** Documents that are read at a time. */
const batch = 100;

/**
 * Entries that a replica passes on at a time. A batch of them at once keeps a slow database from
 * answering its ping in time; the connections are then dropped, the updates under way with them,
 * and what had been passed on is passed on again.
 */
const atOnce = 4;

/**
 * Passes on what stands in the outboxes of a collection's documents, and takes it out when that is
 * done. What has just been written is passed on at once. What was left, by a failure or by a crash
 * of any replica, is found by looking for it now and then.
 */
export class Outbox<Entry extends OutboxEntry> {
  readonly name: string;
  readonly #args: OutboxArgs<Entry>;
  readonly #store: OutboxStore<Entry>;
  readonly #underWay = new Map<string, Promise<unknown>>();
  readonly #limit = pLimit(atOnce);
  #running: Promise<void> | undefined;
  #stopped = false;
  #failed = false;
  #wake = () => {};
  #problem: string | undefined;
  /** When what has failed is due, in milliseconds since 1970. */
  #nextTry = Infinity;

  constructor(args: OutboxArgs<Entry>) {
    this.name = args.name;
    this.#args = args;
    this.#store = new OutboxStore(args.database, args.documents);
  }

  static readonly prepare = OutboxStore.prepare;

  start(): void {
    this.#running = this.#run();
  }

  /** Passes on an entry that has just been written. If that fails it is left for later. */
  pass(documentId: string, entry: Entry): void {
    // Where they are written faster than passed on, they wait in the database.
    if (this.#underWay.size >= batch) return this.retry();
    void this.#once(entry, () => this.#limit(() => this.#pass(documentId, entry, 0)));
  }

  /** Says that an entry is left over. */
  retry(): void {
    if (this.#failed) return;
    this.#failed = true;
    this.#wake();
  }

  /** Ends after one last look. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake();
    await this.#running;
  }

  /** Takes out what has been passed on. Does nothing when somebody else was faster. */
  clear(documentId: string, entry: Entry): Promise<void> {
    return this.#store.clear(documentId, entry);
  }

  /** Documents with something left to pass on. */
  pending(): Promise<number> {
    return this.#store.pending();
  }

  /** When the oldest entry that is left was written. */
  since(): Promise<Date | undefined> {
    return this.#store.since();
  }

  async #run(): Promise<void> {
    for (let last = false; !last;) {
      last = this.#stopped;
      const more = await this.#look();
      await Promise.all(this.#underWay.values());
      if (!last && !more) await this.#pause();
    }
  }

  /** Whether there is more to be found. */
  async #look(): Promise<boolean> {
    const { target } = this.#args;
    this.#failed = !target.up;
    if (!target.up) return false;
    if (this.#nextTry <= Date.now()) this.#nextTry = Infinity;
    try {
      const found = await this.#store.due(batch);
      // Other replicas find the same: each takes an order of its own, and leaves out what has been
      // passed on when its turn comes.
      const order = found
        .map((_id) => ({ _id, place: Math.random() }))
        .sort((one, other) => one.place - other.place);
      await Promise.all(order.map(({ _id }) => this.#limit(() => this.#passLeft(_id))));
      return found.length === batch && !this.#failed;
    } catch (error) {
      this.#report(error);
      return false;
    }
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
      this.#report(error);
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
      await this.clear(documentId, entry);
      this.#problem = undefined;
      return undefined;
    } catch (error) {
      this.#report(error);
      // Not the entry's fault, so it costs no try.
      if (isOutage(error)) return new Date();
      const count = failures + 1;
      const due = new Date(Date.now() + pauseAfter(count));
      this.#nextTry = Math.min(this.#nextTry, due.getTime());
      await this.#store.failed(documentId, entry.id, { count, due }).catch(() => {});
      return due;
    }
  }

  /** What is out of reach tells of itself; anything else is told once until it changes. */
  #report(error: unknown): void {
    const problem = String(error);
    if (!isOutage(error) && problem !== this.#problem) {
      this.#args.log.warn({ err: error }, "outbox could not pass on");
    }
    this.#problem = problem;
    this.retry();
  }

  async #pause(): Promise<void> {
    // A failure while it is idle cuts the long pause short, but not the short one.
    const untilTry = Math.max(failedPause, this.#nextTry - Date.now());
    if (!this.#failed) await this.#sleep(Math.min(idlePause, untilTry));
    if (this.#failed) await this.#sleep(failedPause);
  }

  async #sleep(milliseconds: number): Promise<void> {
    if (this.#stopped) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

const outOfReach = new Failure(503, "unavailable", "what the outbox needs is out of reach");

function isOutage(error: unknown): boolean {
  return error instanceof Failure && error.status === 503;
}
