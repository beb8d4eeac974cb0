import type { Context, RootHookObject } from "mocha";

const stages: { name: string; result: string }[] = [];

/** Adds a line to the table that ends the run: a stage's time, or a figure that it measured. */
export function record(name: string, result: string): void {
  stages.push({ name, result });
}

/** Runs a stage and records how long it took. */
export async function timed<T>(name: string, stage: () => Promise<T>): Promise<T> {
  const start = Date.now();
  try {
    return await stage();
  } finally {
    record(name, `${((Date.now() - start) / 1000).toFixed(1)} s`);
  }
}

export function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

export const mochaHooks: RootHookObject = {
  /** At once, beside what the cluster said at the time: mocha itself keeps the errors for the end of the run. */
  afterEach(this: Context) {
    const { err, state } = this.currentTest ?? {};
    if (state === "failed") console.log(err?.stack);
  },
  afterAll() {
    const width = Math.max(0, ...stages.map(({ name }) => name.length));
    console.log(
      `\n${stages.map(({ name, result }) => `${name.padEnd(width)}  ${result}`).join("\n")}`,
    );
  },
};
