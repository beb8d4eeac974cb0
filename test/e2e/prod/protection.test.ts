import * as assert from "node:assert/strict";
import { call } from "../api";
import { templates } from "../cluster";
import { timed } from "../stages";
import { configureForGood, prodStack } from "./stack";

describe("the data's protection", () => {
  it("has destroy refuse in words, with everything still there", async () => {
    const before = await templates();
    const { status, stdout, stderr } = await timed("destroy of prod, refused", () =>
      prodStack().attempt("destroy", "--yes"),
    );
    assert.notEqual(status, 0);
    assert.match(stdout + stderr, /protected/);
    for (const store of ["mysql-for-user", "redis-for-user", "events-db", "amqp-broker"]) {
      assert.ok((stdout + stderr).includes(store), `${store} is not named:\n${stdout}${stderr}`);
    }
    assert.deepEqual(await templates(), before);
    assert.equal((await call("GET", "/events")).status, 200);
  });

  it("is given up by the documented step, which moves no pod", async () => {
    const before = await templates();
    await configureForGood({ "slipway:cluster": { protect: false } });
    await timed("up without protection", () => prodStack().ask("up", "--yes", "--skip-preview"));
    assert.deepEqual(await templates(), before);
  });
});
