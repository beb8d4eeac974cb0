import * as assert from "node:assert/strict";

import { Failure } from "../../scripts/failure";
import { waitFor } from "./wait";

describe("a wait", () => {
  it("ends when its condition holds", async () => {
    let tries = 0;
    await waitFor("The third try", 5, async () => {
      tries += 1;
      if (tries < 3) throw new Error("not yet");
    });
    assert.equal(tries, 3);
  });

  it("fails in a sentence with the last reason", async () => {
    const never = () => Promise.reject(new Error("connection refused"));
    await assert.rejects(waitFor("The API server", 0, never), (error) => {
      assert.ok(error instanceof Failure);
      assert.equal(error.message, "The API server did not come within 0 s: connection refused");
      return true;
    });
  });
});
