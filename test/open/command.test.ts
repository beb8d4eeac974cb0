import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

const root = path.resolve(__dirname, "../..");

/** Runs the command as npm does, with what it refuses before it asks the cluster. */
function open(...args: string[]) {
  const { scripts } = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8")) as {
    scripts: { open: string };
  };
  const [, ...options] = scripts.open.split(" ");
  return spawnSync(process.execPath, [...options, ...args], { cwd: root, encoding: "utf8" });
}

describe("npm run open", function () {
  this.timeout(60_000);

  it("says what it does", () => {
    const { status, stdout } = open("--help");
    assert.equal(status, 0);
    assert.match(stdout, /^npm run open -- NAME \[STACK\]/);
  });

  it("says what it refuses, and then how it is used", () => {
    const { status, stdout, stderr } = open("user", "--port", "0");
    assert.deepEqual([status, stdout], [1, ""]);
    assert.match(
      stderr,
      /^--port is 0, but must be a whole number from 1 to 65535\.\n\nnpm run open/,
    );
  });
});
