import * as assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { run } from "../../scripts/command";
import { isRunning, sandboxProcesses } from "../sandbox/sandbox";
import { timed } from "./stages";
import { traces, without } from "./traces";

// Read with the file, before the first test starts anything.
const before = traces();
const atFirst = isRunning();

describe("the sandbox's stop", () => {
  it("leaves nothing of its own on the machine, and takes nothing of anybody's", async () => {
    const processes = await sandboxProcesses();
    assert.ok(processes.length > 0);
    await timed("sandbox stop", () => run("npm", ["run", "--silent", "sandbox", "--", "stop"]));

    const after = traces();
    assert.deepEqual(
      processes.filter((pid) => existsSync(`/proc/${pid}`)),
      [],
    );
    assert.deepEqual(without(after, before), {});
    // A sandbox that ran from the first is what is missing now.
    if (!(await atFirst)) assert.deepEqual(without(before, after), {});
    assert.deepEqual(after.cgroups, []);
  });
});
