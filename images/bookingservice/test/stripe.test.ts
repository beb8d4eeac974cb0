import assert from "node:assert/strict";
import { v7 as uuid } from "uuid";
import { stripeOf } from "../src/stripe.ts";

describe("stripeOf", () => {
  it("finds one of 64, the same each time, and all of them alike", () => {
    const counts: Record<string, number> = {};
    for (let n = 0; n < 10_000; n += 1) {
      const id = uuid();
      const stripe = stripeOf(id);
      assert.equal(stripeOf(id), stripe);
      counts[stripe] = (counts[stripe] ?? 0) + 1;
    }
    assert.equal(Object.keys(counts).length, 64);
    const expected = 10_000 / 64;
    for (const [stripe, count] of Object.entries(counts)) {
      assert.ok(count > expected / 2 && count < expected * 2, `${stripe}: ${count}`);
    }
  });
});
