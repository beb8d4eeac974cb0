import * as assert from "node:assert/strict";
import { stop } from "../../sandbox/sandbox";
import { eventually, kubectl, kubectlAttempt } from "../cluster";
import { timed } from "../stages";
import { namespace } from "./settings";
import { prodStack } from "./stack";

after("the machine as it was", () => stop());

describe("destroy of prod, without protection", () => {
  it("leaves no object, volume or namespace behind", async () => {
    await timed("destroy of prod", () => prodStack().ask("destroy", "--yes", "--skip-preview"));
    assert.notEqual((await kubectlAttempt(["get", `namespace/${namespace}`])).status, 0);
    await eventually("no volume of it is left", 60, async () => {
      const claims = "--output=jsonpath={.items[*].spec.claimRef.namespace}";
      const owners = await kubectl(["get", "persistentvolumes", claims]);
      return !owners.split(" ").includes(namespace);
    });
    assert.equal((await prodStack().ask("stack", "export")).includes("slipway:index"), false);
  });
});
