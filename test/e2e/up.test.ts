import * as assert from "node:assert/strict";
import { run } from "../../scripts/command";
import { sandboxProcesses } from "../sandbox/sandbox";
import { pods } from "./cluster";
import { devStack } from "./dev";
import { timed } from "./stages";

describe("up", () => {
  it("takes a fresh machine to a running stack with one command", async () => {
    await timed("npm run up -- --sandbox", () => run("npm", ["run", "up", "--", "--sandbox"]));
    const all = await pods();
    assert.ok(all.length >= 5);
    assert.deepEqual(
      all.filter(({ ready }) => !ready),
      [],
    );
  });

  it("changes nothing the second time", async () => {
    await timed("second up, no change", () =>
      devStack().ask("up", "--yes", "--skip-preview", "--expect-no-changes"),
    );
  });

  it("does nothing to a sandbox that runs", async () => {
    const processes = await sandboxProcesses();
    await timed("sandbox start, running", () =>
      run("npm", ["run", "--silent", "sandbox", "--", "start"]),
    );
    assert.deepEqual(await sandboxProcesses(), processes);
  });
});
