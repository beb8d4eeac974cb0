import * as assert from "node:assert/strict";

import { ingressController } from "./addons";
import { machinePorts } from "./addresses";

describe("the ingress controller", () => {
  it("listens on the machine's ports that the preflight looks at, and on no other", () => {
    const addresses = ingressController.command.flatMap(
      (argument) => /\.address=(.*)$/.exec(argument)?.[1] ?? [],
    );
    const { http, https } = machinePorts;
    assert.deepEqual(addresses, [`127.0.0.1:${http}`, `127.0.0.1:${https}`]);
  });
});
