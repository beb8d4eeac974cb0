import * as assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { run } from "../../scripts/command";
import { sandboxProcesses } from "../sandbox/sandbox";
import { timed } from "./stages";
import { traces, without } from "./traces";

// Read with the file, before the first test starts anything.
const before = traces();

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
    assert.deepEqual(after.cgroups, []);
    // Of a sandbox that was there from the first, running or crashed, all is missing now.
    if (before.cgroups.length === 0) assert.deepEqual(without(before, after), {});
  });
});
