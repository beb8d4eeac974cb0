import assert from "node:assert/strict";
import { setImmediate as nextTurn } from "node:timers/promises";
import { SharedReads } from "../src/shared-reads.ts";

describe("SharedReads", () => {
  let reads: { key: string; answer: (value: string) => void; fail: (error: Error) => void }[];
  let shared: SharedReads<string>;

  beforeEach(() => {
    reads = [];
    shared = new SharedReads(
      (key) =>
        new Promise((answer, fail) => {
          reads.push({ key, answer, fail });
        }),
    );
  });

  it("reads once for all who wait, and never gives what was read before they asked", async () => {
    const first = shared.of("a");
    const later = [shared.of("a"), shared.of("a")];
    assert.equal(reads.length, 1);
    reads[0]?.answer("old");
    assert.equal(await first, "old");
    await nextTurn();
    assert.equal(reads.length, 2);
    const latest = shared.of("a");
    reads[1]?.answer("new");
    assert.deepEqual(await Promise.all(later), ["new", "new"]);
    await nextTurn();
    reads[2]?.answer("newest");
    assert.equal(await latest, "newest");
  });

  it("reads anew once nobody waits", async () => {
    for (const value of ["1", "2"]) {
      const read = shared.of("a");
      reads.at(-1)?.answer(value);
      assert.equal(await read, value);
      await nextTurn();
    }
    assert.equal(reads.length, 2);
  });

  it("keeps keys apart", () => {
    void shared.of("a");
    void shared.of("b");
    assert.deepEqual(
      reads.map(({ key }) => key),
      ["a", "b"],
    );
  });

  it("tells who asked of a failure, and reads again for the others", async () => {
    const first = shared.of("a");
    const second = shared.of("a");
    reads[0]?.fail(new Error("gone"));
    await assert.rejects(first, /gone/);
    await nextTurn();
    reads[1]?.answer("back");
    assert.equal(await second, "back");
  });
});
