import * as assert from "node:assert/strict";
import { eventually, kubectl, kubectlAttempt } from "./cluster";
import { record } from "./stages";

const units: Record<string, number> = { Ki: 2 ** -10, Mi: 1, Gi: 2 ** 10 };

/** A Kubernetes quantity of memory, in MiB. */
function mebibytes(quantity: string): number {
  const [, amount, unit] = /^(\d+)(Ki|Mi|Gi)$/.exec(quantity) ?? [];
  return Number(amount) * (units[unit ?? ""] ?? Number.NaN);
}

describe("the idle stack's memory", () => {
  it("is below what its pods request", async () => {
    const { items } = JSON.parse(
      await kubectl(["get", "pods", "--field-selector=status.phase=Running", "--output=json"]),
    ) as {
      items: {
        metadata: { name: string };
        spec: { containers: { resources: { requests: { memory: string } } }[] };
      }[];
    };
    const requests = new Map(
      items.map(({ metadata, spec }) => [
        metadata.name,
        spec.containers.reduce((sum, one) => sum + mebibytes(one.resources.requests.memory), 0),
      ]),
    );
    let used = new Map<string, number>();
    await eventually("metrics of every pod", 120, async () => {
      const { stdout } = await kubectlAttempt(["top", "pods", "--no-headers"]);
      used = new Map(
        stdout
          .trim()
          .split("\n")
          .map((line) => line.split(/\s+/))
          .map(([name = "", , memory = ""]) => [name, mebibytes(memory)]),
      );
      return [...requests.keys()].every((name) => used.has(name));
    });

    let sum = { used: 0, requested: 0 };
    for (const [name, requested] of [...requests].sort()) {
      const working = used.get(name) ?? Number.NaN;
      record(`memory of ${name}`, `${working} of ${requested} MiB requested`);
      sum = { used: sum.used + working, requested: sum.requested + requested };
    }
    record("memory of the idle stack", `${sum.used} of ${sum.requested} MiB requested`);
    const over = [...requests].filter(([name, requested]) => (used.get(name) ?? 0) > requested);
    assert.deepEqual(over, []);
  });
});
