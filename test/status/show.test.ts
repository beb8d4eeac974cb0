import assert from "node:assert/strict";
import { duration } from "../../scripts/status/finding";
import { versionOf } from "../../scripts/status/parts";
import { painter, statusText, type Status } from "../../scripts/status/show";

const status: Status = {
  ...{ stack: "dev", namespace: "slipway", ready: false, urls: ["http://api.test/"] },
  parts: [
    {
      ...{ name: "db", kind: "MySql", state: "not ready", ready: 0, desired: 1 },
      ...{ versions: ["mysql:9"], restarts: 2, lastRestart: "OOMKilled 4 s ago", uses: [] },
      backup: { verified: "2026-01-02T02:00:09Z", age: 3 * 3600, lastJob: "complete" },
    },
    {
      ...{ name: "web", kind: "Service", state: "ready", ready: 2, desired: 2 },
      ...{ versions: ["web:2", "web:1"], restarts: 0, lastRestart: "", uses: ["db"] },
      backup: null,
    },
  ],
  findings: [
    {
      ...{ part: "db", code: "memory", cause: "db was killed", holds: ["db"] },
      sentence: "db is not ready, because it was killed for memory",
      evidence: ["log:   the  last words\n"],
      mend: "Give it more.",
    },
  ],
};

const expected = `db   0/1  not ready  mysql:9        restarts: 2, the last: OOMKilled 4 s ago  last backup: 3 h ago
web  2/2  ready      web:2 ← web:1                                                                  → db

db is not ready, because it was killed for memory.
    log: the last words
  Give it more.

http://api.test/`;

describe("npm run status", () => {
  it("shows a line a part, each cause with its evidence, and the addresses", () => {
    assert.equal(statusText(status, painter({ isTTY: false })), expected);
  });

  it("has colours on a terminal, and none where NO_COLOR is set", () => {
    const coloured = statusText(status, painter({ isTTY: true }, {}));
    assert.notEqual(coloured, expected);
    assert.equal(coloured.replaceAll(/\x1b\[\d+m/g, ""), expected);
    assert.equal(statusText(status, painter({ isTTY: true }, { NO_COLOR: "1" })), expected);
  });

  const durations: [number, string][] = [
    [-5, "0 s"],
    [40_000, "40 s"],
    [119_000, "119 s"],
    [120_000, "2 min"],
    [3 * 3600_000, "3 h"],
    [49 * 3600_000, "2 days"],
  ];
  for (const [milliseconds, words] of durations) {
    it(`says ${words}`, () => assert.equal(duration(milliseconds), words));
  }

  it("names a version by its tag, or by the start of its digest", () => {
    assert.equal(versionOf("cache.test:5000/library/redis:8.0"), "redis:8.0");
    assert.equal(versionOf(`localhost:5000/user@sha256:${"ab".repeat(32)}`), "user@abababababab");
  });
});
