import * as assert from "node:assert/strict";
import { kubectl, pods } from "../cluster";
import { overrides } from "./settings";
import { configure, prodStack } from "./stack";

describe("a volume's size", () => {
  after(() => configure());

  it("that the cluster cannot grow in place is refused in words, before anything is replaced", async () => {
    const before = (await pods()).map(({ uid }) => uid);
    const claims = await kubectl(["get", "persistentvolumeclaims", "--output=yaml"]);
    await configure({ "slipway:redisStorage": "3Gi" });
    for (const command of ["preview", "up"]) {
      const options = command === "up" ? ["--yes", "--skip-preview"] : [];
      const { status, stdout, stderr } = await prodStack().attempt(command, ...options);
      assert.notEqual(status, 0, command);
      assert.match(stdout + stderr, /redis-for-user/);
      assert.match(stdout + stderr, /3Gi/);
      assert.ok((stdout + stderr).includes(overrides["slipway:storageClass"]), stdout + stderr);
    }
    assert.deepEqual(
      (await pods()).map(({ uid }) => uid),
      before,
    );
    assert.equal(await kubectl(["get", "persistentvolumeclaims", "--output=yaml"]), claims);
  });
});
