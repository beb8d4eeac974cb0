let end: Promise<void> | undefined;

/**
 * Resolves once the program has run to its end, which it does in one go. Where it throws, never: what waits for the rest of
 * it is then not made, as nothing is of what belongs to a cluster.
 */
function programEnd(): Promise<void> {
  end ??= new Promise((resolve) => {
    let hasThrown = false;
    const note = () => {
      hasThrown = true;
    };
    // The SDK has a listener of its own, which shows the error.
    process.prependListener("unhandledRejection", note);
    setImmediate(() => {
      process.off("unhandledRejection", note);
      end = undefined;
      if (!hasThrown) resolve();
    });
  });
  return end;
}

/** What parts of the program say while it runs. All of it is known once the program has run to its end. */
export class Collection<Item> {
  private readonly items: Item[] = [];
  private closed = false;
  /** Everything that was added, in that order. */
  readonly all: Promise<readonly Item[]>;

  constructor() {
    this.all = programEnd().then(() => {
      this.closed = true;
      return this.items;
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
