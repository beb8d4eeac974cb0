import assert from "node:assert/strict";
import type * as pulumi from "@pulumi/pulumi";
import { addressesOf } from "../../components/kubernetes/address";

function valueOf<Value>(output: pulumi.Output<Value>): Promise<Value> {
  return new Promise((resolve) => void output.apply(resolve));
}

describe("the addresses of a load balancer", () => {
  it("are those that the cluster says, of either kind", async () => {
    const ingress = [{ ip: "203.0.113.7" }, { hostname: "lb.cloud.test" }, {}];
    assert.deepEqual(await valueOf(addressesOf({ loadBalancer: { ingress } })), [
      "203.0.113.7",
      "lb.cloud.test",
    ]);
  });

  it("are none while there is none", async () => {
    for (const status of [undefined, {}, { loadBalancer: {} }]) {
      assert.deepEqual(await valueOf(addressesOf(status)), []);
    }
  });
});
