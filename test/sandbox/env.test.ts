import * as assert from "node:assert/strict";
import { execFileSync } from "node:child_process";

import { exportLines } from "./env";

describe("the variables for a shell", () => {
  it("arrive as they are, whatever is in them", () => {
    const value = 'it\'s "$HOME" \\ `x`';
    const script = `${exportLines({ VALUE: value })}printf %s "$VALUE"`;
    assert.equal(execFileSync("sh", ["-c", script], { encoding: "utf8" }), value);
  });
});
