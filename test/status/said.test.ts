import assert from "node:assert/strict";
import type { Words } from "../../scripts/status/reading";
import { lastWords, refusedLogin, saidFull } from "../../scripts/status/said";
import { parseDf } from "../../scripts/status/volumes";

function log(...lines: string[]): Words {
  return { log: lines, previousLog: [], answers: {} };
}

describe("what pods say", () => {
  const refusals = [
    "ER_ACCESS_DENIED_ERROR: Access denied for user 'a'@'10.0.0.1' (using password: YES)",
    "WRONGPASS invalid username-password pair or user is disabled.",
    "NOAUTH Authentication required.",
    "18: Authentication failed.",
    "ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN",
  ];
  for (const line of refusals) {
    it(`is a refused login: ${line}`, () => assert.equal(refusedLogin(log("x", line, "y")), line));
  }

  const full = [
    "Error writing to the AOF file: No space left on device",
    "[ERROR] Could not write: errno: 28 - No space left on device",
    "mysqld: Disk is full writing './binlog.000001'",
    "Error: ENOSPC: no space left on device, write",
  ];
  for (const line of full) {
    it(`is a full volume: ${line}`, () => assert.equal(saidFull(log(line)), line));
  }

  it("is neither when it only tells of one that could not be reached", () => {
    const words = log("connect ECONNREFUSED 10.0.0.1:3306", "closed the connection 128 of 28");
    assert.equal(refusedLogin(words), undefined);
    assert.equal(saidFull(words), undefined);
  });

  it("is shown by the lines that warn, in words, where lines have levels", () => {
    const lines = [
      `{"level":"warn","dependency":"mysql","problem":"refused","msg":"dependency out of reach"}`,
      `{"level":"info","msg":"request answered"}`,
      `{"level":50,"err":{"message":"broken"},"msg":"failed"}`,
    ];
    assert.deepEqual(lastWords(log(...lines)), [
      "log: mysql: dependency out of reach: refused",
      "log: failed: broken",
    ]);
  });

  it("is shown by the last lines where they have none, of the container that ended", () => {
    const words = { ...log("now"), previousLog: ["1", "2", "3", "4"] };
    assert.deepEqual(lastWords(words), ["log: 2", "log: 3", "log: 4"]);
  });
});

describe("df", () => {
  const header = "Filesystem     1024-blocks  Used Available Capacity Mounted on\n";
  const readings: [line: string, size: number, available: number][] = [
    ["tmpfs                 1024  1024         0     100% /data\n", 1024 * 1024, 0],
    [
      "/dev/vda  264212084 24331472  71169792      26% /var/lib/my sql\n",
      264212084 * 1024,
      71169792 * 1024,
    ],
  ];
  for (const [line, size, available] of readings) {
    it(`is read: ${line.trim()}`, () => {
      assert.deepEqual(parseDf(header + line), { size, available });
    });
  }

  it("is not read where it says something else", () => {
    assert.equal(parseDf("df: /data: No such file or directory\n"), undefined);
  });
});
