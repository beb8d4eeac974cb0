/**
 * What parts of the program say while it runs. All of it is known once the program has run to its end, which it does
 * in one go.
 */
export class Collection<Item> {
  private readonly items: Item[] = [];
  private closed = false;
  /** Everything that was added, in that order. */
  readonly all: Promise<readonly Item[]>;

  constructor() {
    this.all = new Promise((resolve) => {
      setImmediate(() => {
        this.closed = true;
        resolve(this.items);
      });
    });
  }

  /**
   * @param what What is being added, as the beginning of the sentence "…, but was made after …".
   * @throws Error when the program has already run to its end.
   */
  add(item: Item, what: string): void {
    if (this.closed) {
      throw new Error(
        `${what}, but was made after the program had run to its end. ` +
          `Make services where index.ts runs, not in an apply or behind an await.`,
      );
    }
    this.items.push(item);
  }
}
