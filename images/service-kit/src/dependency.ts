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

/** Milliseconds. */
export interface Timing {
  /** For one use, from asking for a connection to the answer. */
  call: number;
  /** For one ping. */
  ping: number;
  /** For connecting and preparing. */
  open: number;
  /** Between two pings while the dependency is up. */
  whileUp: number;
  /** Between two attempts while it is down. */
  whileDown: number;
}

const defaultTiming: Timing = {
  call: 2_000,
  ping: 1_500,
  open: 1_500,
  whileUp: 1_000,
  whileDown: 500,
};

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
  readonly #timing: Timing;
  #up = false;
  #reached = false;
  #since = new Date();
  #problem = "not reached yet";
  /** Counts outages, so that a call from before one cannot report the connection made after it. */
  #outages = 0;
  #wake = () => {};
  #stopped = false;

  constructor(name: string, link: Link, log: Logger, timing: Partial<Timing> = {}) {
    this.name = name;
    this.#link = link;
    this.#log = log.child({ dependency: name });
    this.#timing = { ...defaultTiming, ...timing };
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
   * Does work that needs the dependency. The signal fires when its time is over: whoever holds a
   * connection then destroys it, and nothing new is sent.
   * @throws Failure 503 at once while the dependency is down, or when it goes down under the work.
   */
  async use<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    if (!this.#up) throw this.#unavailable();
    const outages = this.#outages;
    try {
      return await withDeadline(this.#timing.call, work);
    } catch (error) {
      if (!(error instanceof DeadlineError) && !this.#link.isOutage(error)) throw error;
      if (outages === this.#outages) this.#lost(error);
      throw this.#unavailable(error);
    }
  }

  /** Begins to reach for it, and goes on until `stop`. */
  start(): void {
    void this.#watch();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake();
    if (this.#up) await withDeadline(this.#timing.call, () => this.#link.close()).catch(() => {});
    this.#link.drop();
  }

  async #watch(): Promise<void> {
    while (!this.#stopped) {
      try {
        if (this.#up) {
          await withDeadline(this.#timing.ping, (signal) => this.#link.ping(signal));
        } else {
          await withDeadline(this.#timing.open, (signal) => this.#link.open(signal));
          this.#found();
        }
      } catch (error) {
        this.#lost(error);
      }
      await this.#pause(this.#up ? this.#timing.whileUp : this.#timing.whileDown);
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

class DeadlineError extends Error {
  override name = "DeadlineError";
}

async function withDeadline<Result>(
  milliseconds: number,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const abort = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = new DeadlineError(`no answer within ${milliseconds} ms`);
      abort.abort(error);
      reject(error);
    }, milliseconds);
  });
  try {
    return await Promise.race([work(abort.signal), deadline]);
  } finally {
    clearTimeout(timer);
  }
}

function describe(error: unknown): string {
  // A host with several addresses fails with an AggregateError, whose own message is empty.
  const { code, message } = Object(error) as { code?: string; message?: string };
  return [code, message].filter((part) => part).join(": ") || String(error);
}
