import assert from "node:assert/strict";
import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
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

  describe("that may be a little old", () => {
    const reader = (freshness: number) => {
      let reads = 0;
      return new SharedReads(async () => ++reads, freshness);
    };

    it("gives what was read a moment ago, and then no more", async () => {
      const fresh = reader(50);
      assert.deepEqual([await fresh.of("a"), await fresh.of("a")], [1, 1]);
      await sleep(60);
      assert.equal(await fresh.of("a"), 2);
    });

    it("gives nothing that was read before it was told to forget, not even what is being read", async () => {
      const fresh = reader(10_000);
      const before = fresh.of("a");
      fresh.forget("a");
      assert.deepEqual([await before, await fresh.of("a")], [1, 2]);
    });

    it("reads again after a failure", async () => {
      const failing = new SharedReads(() => Promise.reject(new Error("gone")), 10_000);
      const failures = [await failing.of("a").catch((error) => error)];
      failures.push(await failing.of("a").catch((error) => error));
      assert.notEqual(failures[0], failures[1]);
    });
  });
});
