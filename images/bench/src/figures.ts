/** Measured times in milliseconds, in order. */
export class Figures {
  readonly #times: number[];

  constructor(times: number[]) {
    this.#times = times.toSorted((one, other) => one - other);
  }

  /** @param share From 0 to 1. NaN where nothing was measured. */
  quantile(share: number): number {
    const place = Math.min(this.#times.length - 1, Math.floor(this.#times.length * share));
    return this.#times[place] ?? NaN;
  }

  get count(): number {
    return this.#times.length;
  }
}

/** Milliseconds that it takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** A row of text for each of the table's. */
export function table(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  const line = (row: string[]) =>
    row
      .map((cell, n) => (n === 0 ? cell.padEnd(widths[n] ?? 0) : cell.padStart(widths[n] ?? 0)))
      .join("  ");
  return rows.map(line).join("\n");
}
