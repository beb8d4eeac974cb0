import pLimit, { type LimitFunction } from "p-limit";
import { Deadline, DeadlineError, withDeadline } from "./deadline.ts";
import { defaults, type DependencyOptions } from "./dependency-options.ts";
import type { Logger } from "./logger.ts";
import { Failure } from "./failure.ts";

/** How one kind of store or broker is reached: written once for each driver. */
export interface Link {
  /**
   * Connects and does what must be done before first use, such as migrations. Safe to repeat.
   * The signal fires when the time for it is over.
   */
  open(signal: AbortSignal): Promise<void>;
  /** Proves that the other side answers. */
  ping(signal: AbortSignal): Promise<void>;
  /** Throws away the connections that may be dead, without waiting for anything. */
  drop(): void;
  close(): Promise<void>;
  /** Whether the error means that the store could not do its work, rather than that ours was wrong. */
  isOutage(error: unknown): boolean;
}

/** Seconds after which a client may ask again: about the time in which a returned store is noticed. */
const retryAfter = 2;

/**
 * Something that the service needs and that may be gone at any time.
 *
 * One loop opens it, pings it and opens it again, so that reaching it at start-up, noticing that it
 * is lost, failing fast meanwhile and coming back are one mechanism and no request pays for them.
 * The deadlines are ours because a killed pod's address answers nothing at all, not even a refusal,
 * and drivers wait for that with what they have already sent.
 */
export class Dependency {
  readonly name: string;
  readonly #link: Link;
  readonly #log: Logger;
  readonly #options: DependencyOptions;
  readonly #slots: LimitFunction;
  #up = false;
  #reached = false;
  #since = new Date();
  #problem = "not reached yet";
  /** Counts outages, so that a call from before one cannot report the connection made after it. */
  #outages = 0;
  /** Of the calls in flight. */
  readonly #calls = new Set<Deadline>();
  #wake = () => {};
  #stopped = false;

  constructor(name: string, link: Link, log: Logger, options: Partial<DependencyOptions> = {}) {
    this.name = name;
    this.#link = link;
    this.#log = log.child({ dependency: name });
    this.#options = { ...defaults, ...options };
    this.#slots = pLimit({ concurrency: this.#options.concurrency, rejectOnClear: true });
  }

  get up(): boolean {
    return this.#up;
  }

  /** Whether it was up at least once since the service started. */
  get reached(): boolean {
    return this.#reached;
  }

  get status(): { up: boolean; since: string; problem?: string } {
    const since = this.#since.toISOString();
    return this.#up ? { up: true, since } : { up: false, since, problem: this.#problem };
  }

  /**
   * Does work that needs the dependency. The deadline's signal fires when its time is over: whoever holds a
   * connection then destroys it, and nothing new is sent. Work that is late fails by itself: only a
   * ping, or an error that says so, tells that the dependency is lost for everybody.
   * @throws Failure 503 at once while the dependency is down or more than `maxWaiting` wait for it; when it goes
   * down under the work; when the work takes longer than it may.
   */
  async use<Result>(work: (deadline: Deadline) => Promise<Result>): Promise<Result> {
    if (!this.#up) throw this.#unavailable();
    const { concurrency, maxWaiting } = this.#options;
    const { activeCount, pendingCount } = this.#slots;
    if (activeCount >= concurrency && pendingCount >= maxWaiting) throw this.#overloaded();
    const outages = this.#outages;
    try {
      // Where there is room there is nothing to wait for, and no need for a deadline.
      if (activeCount + pendingCount < concurrency) {
        return await this.#slots(() => this.#attempt(work));
      }
      return await withDeadline(this.#options.wait, (turn) =>
        this.#slots(() => {
          turn.signal.throwIfAborted();
          turn.meet();
          return this.#attempt(work);
        }),
      );
    } catch (error) {
      if (error instanceof DeadlineError) throw this.#overloaded(error);
      // Taken out of the queue, since the dependency was lost.
      const isCleared = error instanceof Error && error.name === "AbortError";
      throw isCleared && outages !== this.#outages ? this.#unavailable(error) : error;
    }
  }

  /** Begins to reach for it, and goes on until `stop`. */
  start(): void {
    void this.#watch();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake();
    if (this.#up) await withDeadline(this.#options.call, () => this.#link.close()).catch(() => {});
    this.#link.drop();
  }

  async #watch(): Promise<void> {
    while (!this.#stopped) {
      try {
        if (this.#up) {
          await withDeadline(this.#options.ping, ({ signal }) => this.#link.ping(signal));
        } else {
          await withDeadline(this.#options.open, ({ signal }) => this.#link.open(signal));
          this.#found();
        }
      } catch (error) {
        this.#lost(error);
        // What answers no ping will not answer these either; after an error of one call alone they may still be answered.
        for (const call of this.#calls) call.abort(new LostError("no answer to a ping either"));
      }
      await this.#pause(this.#up ? this.#options.whileUp : this.#options.whileDown);
    }
  }

  async #attempt<Result>(work: (deadline: Deadline) => Promise<Result>): Promise<Result> {
    const outages = this.#outages;
    const call = new Deadline(this.#options.call);
    this.#calls.add(call);
    try {
      return await call.over(work);
    } catch (error) {
      if (error instanceof LostError) throw this.#unavailable(error);
      if (error instanceof DeadlineError) {
        this.#wake();
        throw this.#overloaded(error);
      }
      if (!this.#link.isOutage(error)) throw error;
      if (outages === this.#outages) this.#lost(error);
      throw this.#unavailable(error);
    } finally {
      this.#calls.delete(call);
    }
  }

  #found(): void {
    if (this.#stopped) return;
    this.#up = true;
    this.#reached = true;
    this.#since = new Date();
    this.#log.info("dependency reached");
  }

  #lost(error: unknown): void {
    if (this.#stopped) return;
    this.#link.drop();
    this.#slots.clearQueue();
    const problem = describe(error);
    if (this.#up) {
      this.#up = false;
      this.#outages += 1;
      this.#since = new Date();
      this.#log.warn({ problem }, "dependency lost");
      this.#wake();
    } else if (problem !== this.#problem) {
      this.#log.warn({ problem }, "dependency out of reach");
    }
    this.#problem = problem;
  }

  #unavailable(cause?: unknown): Failure {
    const message = `${this.name} is out of reach, try again shortly`;
    return new Failure(503, "unavailable", message, { retryAfter, cause });
  }

  #overloaded(cause?: unknown): Failure {
    const message = `${this.name} is too slow or too much in demand right now, try again shortly`;
    return new Failure(503, "overloaded", message, { retryAfter, cause });
  }

  async #pause(milliseconds: number): Promise<void> {
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

class LostError extends Error {
  override name = "LostError";
}

function describe(error: unknown): string {
  // A host with several addresses fails with an AggregateError, whose own message is empty.
  const { code, message } = Object(error) as { code?: string; message?: string };
  return [code, message].filter((part) => part).join(": ") || String(error);
}
