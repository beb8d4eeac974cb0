import { batch, OutboxDelivery, type OutboxArgs } from "./outbox-delivery.ts";
import type { OutboxEntry } from "./outbox-document.ts";
import { OutboxStore } from "./outbox-store.ts";

/** Milliseconds between two looks for what other replicas, or this one before a crash, left behind. */
const idlePause = 5_000;

/** Milliseconds until the next look after a failure. */
const failedPause = 500;

/**
 * Passes on what stands in the outboxes of a collection's documents, and takes it out when that is
 * done. What has just been written is passed on at once. What was left, by a failure or by a crash
 * of any replica, is found by looking for it now and then.
 */
export class Outbox<Entry extends OutboxEntry> {
  readonly name: string;
  readonly #args: OutboxArgs<Entry>;
  readonly #store: OutboxStore<Entry>;
  readonly #delivery: OutboxDelivery<Entry>;
  #running: Promise<void> | undefined;
  #stopped = false;
  #failed = false;
  #wake = () => {};
  /** When what has failed is due, in milliseconds since 1970. */
  #nextTry = Infinity;

  constructor(args: OutboxArgs<Entry>) {
    this.name = args.name;
    this.#args = args;
    this.#store = new OutboxStore(args.database, args.documents);
    this.#delivery = new OutboxDelivery(args, this.#store, (nextTry) => {
      if (nextTry !== undefined) this.#nextTry = Math.min(this.#nextTry, nextTry.getTime());
      this.retry();
    });
  }

  static readonly prepare = OutboxStore.prepare;

  start(): void {
    this.#running = this.#run();
  }

  /** Passes on an entry that has just been written. If that fails it is left for later. */
  pass(documentId: string, entry: Entry): void {
    // Where they are written faster than passed on, they wait in the database.
    if (this.#delivery.full) return this.retry();
    void this.#delivery.pass(documentId, entry);
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
      await this.#delivery.idle();
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
      await this.#delivery.passLeft(found);
      return found.length === batch && !this.#failed;
    } catch (error) {
      this.#delivery.report(error);
      return false;
    }
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
