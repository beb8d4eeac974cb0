import assert from "node:assert/strict";
import { isolate } from "../src/isolate.ts";

describe("isolate", () => {
  it("lets no text turn what is around it, not by ending its isolate either", () => {
    for (const mark of ["\u202e", "\u202d", "\u202a", "\u2067", "\u2069\u202e"]) {
      assert.equal(isolate(`a${mark}b`), "\u2068ab\u2069");
    }
  });

  it("keeps what scripts need", () => {
    const persian = "می\u200cخواهم\u200f";
    assert.equal(isolate(persian), `\u2068${persian}\u2069`);
  });
});
