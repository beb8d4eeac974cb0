import * as assert from "node:assert/strict";
import { eventually, kubectl, kubectlAttempt } from "./cluster";
import { devStack } from "./dev";
import { renderFolders } from "./rendered-folders";
import { timed } from "./stages";

describe("destroy", () => {
  // For what comes after it: the state is about to be gone.
  before(renderFolders);

  it("leaves no object, volume or namespace behind", async () => {
    await timed("destroy", () => devStack().ask("destroy", "--yes", "--skip-preview"));
    assert.notEqual((await kubectlAttempt(["get", "namespace", "slipway"])).status, 0);
    await eventually("no volume is left", 60, async () => {
      return (await kubectl(["get", "persistentvolumes", "--output=name"])).trim() === "";
    });
    assert.equal((await devStack().ask("stack", "export")).includes("slipway:index"), false);
  });
});
