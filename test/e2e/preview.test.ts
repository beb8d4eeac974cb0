import * as assert from "node:assert/strict";
import * as path from "node:path";
import { Stack } from "../../scripts/stack";
import { env } from "./cluster";
import { devStack } from "./dev";
import { median, record } from "./stages";

/**
 * A preview that finds nothing to do may take so many times as long as an empty program's. The engine starts three
 * plugins and compares each resource in turn, so the figure grows with the stack; the limit catches a program that
 * type-checks itself, or packs a build context anew, on each preview.
 */
const limit = 4;
const rounds = 5;

describe("a preview without a change", () => {
  it(`takes at most ${limit} times as long as an empty program's`, async () => {
    const stack = devStack();
    const empty = new Stack("empty", env(), path.join(__dirname, "empty"));
    await empty.prepare();
    await empty.ask("up", "--yes", "--skip-preview");
    const times = { empty: [] as number[], stack: [] as number[] };
    for (let round = 0; round < rounds; round++) {
      times.empty.push(await seconds(() => empty.ask("preview", "--expect-no-changes")));
      times.stack.push(await seconds(() => stack.ask("preview", "--expect-no-changes")));
    }
    const ratio = median(times.stack) / median(times.empty);
    record("preview of an empty program", `${median(times.empty).toFixed(2)} s`);
    record("preview of the stack", `${median(times.stack).toFixed(2)} s`);
    record("ratio of the two", ratio.toFixed(2));
    assert.ok(ratio <= limit, `the ratio is ${ratio}`);
  });
});

async function seconds(what: () => Promise<unknown>): Promise<number> {
  const start = process.hrtime.bigint();
  await what();
  return Number(process.hrtime.bigint() - start) / 1e9;
}
