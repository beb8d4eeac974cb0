import assert from "node:assert/strict";
import { mergePatch } from "../scripts/merge-patch";

describe("mergePatch", () => {
  // Of the examples in RFC 7396, appendix A, those that differ in kind.
  for (const [value, patch, merged] of [
    [{ a: "b" }, { a: "c" }, { a: "c" }],
    [{ a: "b" }, { b: "c" }, { a: "b", b: "c" }],
    [{ a: "b", b: "c" }, { a: null }, { b: "c" }],
    [{ a: ["b"] }, { a: "c" }, { a: "c" }],
    [{ a: { b: "c" } }, { a: { b: "d", c: null } }, { a: { b: "d" } }],
    [{ a: [{ b: "c" }] }, { a: [1] }, { a: [1] }],
    ["foo", { a: "b" }, { a: "b" }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ]) {
    it(`makes ${JSON.stringify(merged)} of ${JSON.stringify(value)} and ${JSON.stringify(patch)}`, () => {
      assert.deepEqual(mergePatch(value, patch), merged);
    });
  }
});
