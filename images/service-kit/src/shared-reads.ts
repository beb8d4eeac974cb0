interface Reading<Value> {
  /** When it began, in milliseconds of the process's own clock. */
  began: number;
  current: Promise<Value>;
  /** Undefined while nobody waits for the next one. */
  next?: Promise<Value>;
}

/**
 * Reads of a store, shared by those who ask for the same at a time, as the pages of an event do while it is sold. Whoever
 * asks gets what was read after that, or only so little before it as is said: those who come while it is being read wait
 * for the next time, together. A failure is only for those who wait for it.
 */
export class SharedReads<Value> {
  readonly #read: (key: string) => Promise<Value>;
  readonly #freshness: number;
  readonly #readings = new Map<string, Reading<Value>>();

  /** @param freshness Milliseconds for which whoever asks is given what a read has found since it began. @default none */
  constructor(read: (key: string) => Promise<Value>, freshness = 0) {
    this.#read = read;
    this.#freshness = freshness;
  }

  of(key: string): Promise<Value> {
    const reading = this.#readings.get(key);
    if (!reading) return this.#begin(key);
    if (performance.now() - reading.began < this.#freshness) return reading.current;
    const again = () => this.#begin(key);
    reading.next ??= reading.current.then(again, again);
    return reading.next;
  }

  /** Has whoever asks from now on be given what is read from now on. */
  forget(key: string): void {
    this.#readings.delete(key);
  }

  #begin(key: string): Promise<Value> {
    const reading: Reading<Value> = { began: performance.now(), current: this.#read(key) };
    this.#readings.set(key, reading);
    const end = () => {
      // Otherwise the next one follows, and takes its place.
      if (reading.next === undefined && this.#readings.get(key) === reading) this.forget(key);
    };
    reading.current.then(() => {
      const left = reading.began + this.#freshness - performance.now();
      if (left > 0) setTimeout(end, left).unref();
      else end();
    }, end);
    return reading.current;
  }
}
