import * as assert from "node:assert/strict";
import { run } from "../../scripts/command";
import { call } from "./api";
import { eventually, pods } from "./cluster";
import { person } from "./person";
import { timed } from "./stages";
import { sandboxProcesses } from "../sandbox/sandbox";

describe("a machine that crashed", () => {
  it("starts again with the volumes' data", async () => {
    const someone = await person();
    for (const pid of await sandboxProcesses()) process.kill(pid, "SIGKILL");
    await timed("sandbox start after a crash", () =>
      run("npm", ["run", "--silent", "sandbox", "--", "start"]),
    );
    await eventually("every pod is ready", 180, async () => {
      const all = await pods();
      return all.length >= 5 && all.every(({ ready }) => ready);
    });
    await eventually("a session from before is served", 30, async () => {
      const { status } = await call("GET", "/users/me", { token: someone.token });
      return status === 200;
    });
    const profile = await call("GET", `/users/${someone.id}`);
    assert.equal(profile.body?.["username"], someone.username);
  });
});
