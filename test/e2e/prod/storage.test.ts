import * as assert from "node:assert/strict";
import { kubectl, templates } from "../cluster";
import { configure, prodStack } from "./stack";

describe("a volume's size", () => {
  after(() => configure());

  it("that the cluster cannot grow in place is refused in words, before anything is replaced", async () => {
    const before = await templates();
    const claims = await kubectl(["get", "persistentvolumeclaims", "--output=yaml"]);
    await configure({ "slipway:stores": { "redis-for-user": { storage: "5Gi" } } });
    const { status, stdout, stderr } = await prodStack().attempt("up", "--yes");
    assert.notEqual(status, 0);
    const words =
      'redis-for-user: storage is "5Gi", but its volume was made with "4Gi", and the StorageClass "standard" lets none grow';
    assert.ok((stdout + stderr).includes(words), stdout + stderr);
    assert.deepEqual(await templates(), before);
    assert.equal(await kubectl(["get", "persistentvolumeclaims", "--output=yaml"]), claims);

    await configure();
    await prodStack().ask("up", "--yes");
    assert.deepEqual(await templates(), before);
  });
});
