import * as assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { identify, isEnding, isRunning, parseIdentity, parseStat } from "./process-identity";

describe("a process's identity", () => {
  it("is read past a name with spaces and brackets", () => {
    const stat = readFileSync(`/proc/${process.pid}/stat`, "utf8");
    const renamed = stat.replace(/\(.*\)/, "(a) R (b 1 2)");
    assert.deepEqual(parseStat(renamed), parseStat(stat));
  });

  it("is not that of another process with the same pid", () => {
    const self = identify(process.pid);
    assert.ok(self);
    assert.ok(isRunning(self));
    assert.ok(!isRunning({ ...self, startTime: self.startTime - 1 }), "the pid was used again");
    assert.ok(!isRunning({ ...self, bootId: "earlier" }), "the machine was booted since");
  });

  it("is ending when it has left its namespaces, not when they may not be seen", () => {
    const self = identify(process.pid);
    assert.ok(self);
    assert.ok(!isEnding(self));
    const failing = (code: string) => () => {
      throw Object.assign(new Error(code), { code });
    };
    assert.ok(isEnding(self, failing("ENOENT")));
    assert.ok(isEnding(self, () => ""));
    assert.ok(!isEnding(self, failing("EACCES")), "another user's process");
  });

  it("survives its file, and what is no identity does not count", () => {
    const self = identify(process.pid);
    assert.deepEqual(parseIdentity(JSON.stringify(self)), self);
    for (const text of ["", "1234", "{", '{"pid":1}', "null"]) {
      assert.equal(parseIdentity(text), undefined, text);
    }
  });
});
