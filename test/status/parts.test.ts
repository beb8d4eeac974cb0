import assert from "node:assert/strict";
import { partsOf } from "../../scripts/status/parts";
import type { Reading } from "../../scripts/status/reading";

describe("the parts that npm run status shows", () => {
  it("are services and stores, in the cluster and elsewhere, and nothing that runs to its end", () => {
    const part = (name: string, kind: string, pods: string) => ({
      ...{ name, kind, pods, port: undefined, isService: kind !== "Redis" },
    });
    const parts = [
      part("web", "Service", "2"),
      part("cart", "Redis", ""),
      part("migrate", "Job", ""),
      part("nightly", "Schedule", ""),
    ];
    const program = { namespace: "shop", parts, uses: [], entries: [] };
    const nothing: Reading = {
      ...{ namespace: "shop", now: 0, pods: [], servers: [], replicaSets: [], jobs: [] },
      ...{ cronJobs: [], claims: [], events: [], policies: [], ingresses: [], ingressClasses: [] },
      ...{ storageClasses: [], controllerPods: [], words: {}, fillings: {} },
    };
    assert.deepEqual(
      partsOf(program, nothing).map(({ name, state }) => [name, state]),
      [
        ["web", "absent"],
        ["cart", "elsewhere"],
      ],
    );
  });
});
