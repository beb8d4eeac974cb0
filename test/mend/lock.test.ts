import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { Failure } from "../../scripts/failure";
import { expectDead, locksIn, runs } from "../../scripts/mend/lock";

const lock = {
  pid: 7,
  username: "anna",
  hostname: os.hostname(),
  timestamp: "2026-11-28T23:49:56Z",
};

/** A process number that was somebody's. */
async function deadPid(): Promise<number> {
  const child = spawn("true");
  await once(child, "exit");
  return child.pid ?? 0;
}

describe("the lock of an engine", () => {
  it("is found for the stack alone, and none where nobody has locked anything", () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "slipway-test-"));
    try {
      for (const stack of ["dev", "prod"]) {
        fs.mkdirSync(path.join(folder, "slipway", stack), { recursive: true });
        const file = path.join(folder, "slipway", stack, "4f82b0d8.json");
        fs.writeFileSync(file, JSON.stringify({ ...lock, username: stack }));
        fs.writeFileSync(`${file}.attrs`, "{}");
      }
      const found = locksIn(folder, "dev").map(({ username }) => username);
      assert.deepEqual(found, ["dev"]);
      assert.deepEqual(locksIn(path.join(folder, "nowhere"), "dev"), []);
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });

  it("counts for nothing when that process is gone, or its number is another's now", async () => {
    const pid = await deadPid();
    assert.equal(await runs(pid), false);
    // This one is no engine.
    assert.equal(await runs(process.pid), false);
    await expectDead({ ...lock, pid }, "dev");
  });

  it("counts while the process runs", async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "slipway-test-"));
    const engine = path.join(folder, "pulumi");
    fs.symlinkSync("/bin/sleep", engine);
    const child = spawn(engine, ["60"]);
    try {
      await once(child, "spawn");
      await assert.rejects(
        expectDead({ ...lock, pid: child.pid ?? 0 }, "dev"),
        (error) => error instanceof Failure && /dev is locked .*still runs/.test(error.message),
      );
    } finally {
      child.kill();
      fs.rmSync(folder, { recursive: true });
    }
  });

  it("of another machine is left to who can tell, with the command that takes it away", async () => {
    await assert.rejects(
      expectDead({ ...lock, hostname: "elsewhere" }, "dev"),
      /anna \(process 7 on elsewhere\).*pulumi cancel --yes --stack dev$/,
    );
  });
});
