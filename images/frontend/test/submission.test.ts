import assert from "node:assert/strict";
import { Submission } from "../src/submission.ts";

describe("Submission", () => {
  it("has the same key for the same content, until it is closed", () => {
    const submission = new Submission();
    const key = submission.keyFor("a");
    assert.match(key, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.equal(submission.keyFor("a"), key);
    submission.close();
    assert.notEqual(submission.keyFor("a"), key);
  });

  it("has another key for other content", () => {
    const submission = new Submission();
    const key = submission.keyFor("a");
    assert.notEqual(submission.keyFor("b"), key);
    assert.notEqual(submission.keyFor("a"), key);
  });
});
