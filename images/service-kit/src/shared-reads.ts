/**
 * Reads of a store, shared by those who ask for the same at a time, as the pages of an event do while it is sold. Whoever
 * asks gets what was read after that: those who come while it is being read wait for the next time, together.
 */
export class SharedReads<Value> {
  readonly #read: (key: string) => Promise<Value>;
  readonly #underWay = new Map<string, { current: Promise<Value>; next?: Promise<Value> }>();

  constructor(read: (key: string) => Promise<Value>) {
    this.#read = read;
  }

  of(key: string): Promise<Value> {
    const reading = this.#underWay.get(key);
    if (!reading) return this.#begin(key);
    const again = () => this.#begin(key);
    reading.next ??= reading.current.then(again, again);
    return reading.next;
  }

  #begin(key: string): Promise<Value> {
    const reading: { current: Promise<Value>; next?: Promise<Value> } = {
      current: this.#read(key),
    };
    this.#underWay.set(key, reading);
    const done = () => {
      // Otherwise the next one follows, and takes its place.
      if (reading.next === undefined) this.#underWay.delete(key);
    };
    reading.current.then(done, done);
    return reading.current;
  }
}
