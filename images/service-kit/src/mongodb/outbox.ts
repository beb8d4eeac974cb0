import pLimit from "p-limit";
import { Gauge, type Registry } from "prom-client";
import type { Dependency } from "../dependency.ts";
import { Failure } from "../failure.ts";
import type { Logger } from "../logger.ts";
import type { Documents } from "./mongodb.ts";

/**
 * What a document still has to pass on. It is written with the change that it tells of, in one
 * update of one document, so that there is never one without the other.
 */
export interface WithOutbox<Entry> {
  _id: string;
  /** By their ids: an array would take operators that not every server with this protocol has. */
  outbox: Record<string, Entry>;
}

/** The documents that have something left to pass on. */
const pending = { outbox: { $ne: {} } };

/** For a new document. */
export function outboxOf<Entry extends { id: string }>(...entries: Entry[]) {
  const outbox: Record<string, Entry> = {};
  for (const entry of entries) outbox[entry.id] = entry;
  return { outbox };
}

export interface OutboxArgs<Entry> {
  /** The collection's, and part of the name of its metric. */
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

/** Milliseconds until what could not be passed on is tried again. */
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
export class Outbox<Entry extends { id: string }> {
  readonly #args: OutboxArgs<Entry>;
  readonly #underWay = new Map<string, Promise<void>>();
  readonly #limit = pLimit(atOnce);
  #running: Promise<void> | undefined;
  #stopped = false;
  #failed = false;
  #wake = () => {};
  #problem: string | undefined;

  constructor(args: OutboxArgs<Entry>) {
    this.#args = args;
  }

  static prepare(documents: Pick<Documents<WithOutbox<unknown>>, "createIndex">): Promise<string> {
    return documents.createIndex({ outbox: 1 });
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Passes on an entry that has just been written. If that fails it is left for later. */
  pass(documentId: string, entry: Entry): void {
    // Where they are written faster than passed on, they wait in the database.
    if (this.#underWay.size >= batch) return this.retry();
    void this.#once(entry, () => this.#limit(() => this.#pass(documentId, entry)));
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
  async clear(documentId: string, entryId: string): Promise<void> {
    const { database, documents } = this.#args;
    await database.use(() =>
      documents().updateOne({ _id: documentId }, { $unset: { [`outbox.${entryId}`]: "" } }),
    );
  }

  measure(registry: Registry): void {
    const { name, database, documents } = this.#args;
    new Gauge({
      name: `outbox_pending_documents_${name}`,
      help: `Documents of ${name} with something still to be passed on`,
      registers: [registry],
      async collect() {
        // Out of reach, it has no value; the dependency's own metric tells of that.
        this.remove();
        const count = database.use(() => documents().countDocuments(pending));
        await count.then((value) => this.set(value)).catch(() => {});
      },
    });
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
    const { database, documents, target } = this.#args;
    this.#failed = !target.up;
    if (!target.up) return false;
    try {
      const found = await database.use(() =>
        documents()
          .find(pending)
          .project<Pick<WithOutbox<Entry>, "_id">>({ _id: 1 })
          .limit(batch)
          .toArray(),
      );
      // Other replicas find the same: each takes an order of its own, and leaves out what has been
      // passed on when its turn comes.
      const order = found
        .map(({ _id }) => ({ _id, place: Math.random() }))
        .sort((one, other) => one.place - other.place);
      await Promise.all(order.map(({ _id }) => this.#limit(() => this.#passLeft(_id))));
      return found.length === batch && !this.#failed;
    } catch (error) {
      this.#report(error);
      return false;
    }
  }

  /** Passes on what is still left in a document. */
  async #passLeft(_id: string): Promise<void> {
    const { database, documents } = this.#args;
    try {
      const document = await database.use(() =>
        documents().findOne({ _id }, { projection: { outbox: 1 } }),
      );
      for (const entry of Object.values(document?.outbox ?? {})) {
        await this.#once(entry, () => this.#pass(_id, entry));
      }
    } catch (error) {
      this.#report(error);
    }
  }

  /** Never the same entry twice at a time: its two answers from the broker could not be told apart. */
  async #once({ id }: Entry, pass: () => Promise<void>): Promise<void> {
    if (this.#underWay.has(id)) return;
    const passed = pass().finally(() => this.#underWay.delete(id));
    this.#underWay.set(id, passed);
    await passed;
  }

  async #pass(documentId: string, entry: Entry): Promise<void> {
    const { database, target } = this.#args;
    // Passed on without the database, it could not be taken out.
    if (!database.up || !target.up) return this.retry();
    try {
      await this.#args.deliver(entry);
      await this.clear(documentId, entry.id);
      this.#problem = undefined;
    } catch (error) {
      this.#report(error);
    }
  }

  /** What is out of reach tells of itself; anything else is told once until it changes. */
  #report(error: unknown): void {
    const problem = String(error);
    const outage = error instanceof Failure && error.status === 503;
    if (!outage && problem !== this.#problem) {
      this.#args.log.warn({ err: error }, "outbox could not pass on");
    }
    this.#problem = problem;
    this.retry();
  }

  async #pause(): Promise<void> {
    // A failure while it is idle cuts the long pause short, but not the short one.
    if (!this.#failed) await this.#sleep(idlePause);
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
