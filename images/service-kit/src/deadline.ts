export class DeadlineError extends Error {
  override name = "DeadlineError";
}

/** A time by which work must be done, or else it is called off: nobody waits for it any longer. */
export class Deadline {
  readonly #timer: NodeJS.Timeout;
  #controller: AbortController | undefined;
  #reason: Error | undefined;
  #reject: (reason: Error) => void = () => {};

  constructor(milliseconds: number) {
    // An error notes where it was made, which takes time: it is only made when it is needed.
    this.#timer = setTimeout(
      () => this.abort(new DeadlineError(`no answer within ${milliseconds} ms`)),
      milliseconds,
    );
  }

  /** Fires when the work is called off. Made for who asks alone: it takes more time than all the rest of a deadline. */
  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#reason) this.#controller.abort(this.#reason);
    return this.#controller.signal;
  }

  /** Calls off the work now. */
  abort(reason: Error): void {
    this.#reason ??= reason;
    this.#controller?.abort(this.#reason);
    this.#reject(this.#reason);
  }

  /** From now on the work may take as long as it likes. */
  meet(): void {
    clearTimeout(this.#timer);
  }

  /** @throws DeadlineError, or the reason that the work was called off for. */
  async over<Result>(work: (deadline: Deadline) => Promise<Result>): Promise<Result> {
    try {
      return await new Promise<Result>((resolve, reject) => {
        this.#reject = reject;
        work(this).then(resolve, reject);
      });
    } finally {
      this.meet();
    }
  }
}

/** Calls off the work after so many milliseconds. @throws DeadlineError */
export function withDeadline<Result>(
  milliseconds: number,
  work: (deadline: Deadline) => Promise<Result>,
): Promise<Result> {
  return new Deadline(milliseconds).over(work);
}
