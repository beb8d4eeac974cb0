import * as assert from "node:assert/strict";
import { renderToApply } from "./apply-folder";
import { eventually, kubectl, kubectlAttempt } from "./cluster";
import { devStack } from "./dev";
import { timed } from "./stages";

describe("destroy", () => {
  // For render.test.ts: the state, which is about to lose them, has the images' digests.
  before(renderToApply);

  it("leaves no object, volume or namespace behind", async () => {
    await timed("destroy", () => devStack().ask("destroy", "--yes", "--skip-preview"));
    assert.notEqual((await kubectlAttempt(["get", "namespace", "slipway"])).status, 0);
    await eventually("no volume is left", 60, async () => {
      return (await kubectl(["get", "persistentvolumes", "--output=name"])).trim() === "";
    });
    assert.equal((await devStack().ask("stack", "export")).includes("slipway:index"), false);
  });
});
