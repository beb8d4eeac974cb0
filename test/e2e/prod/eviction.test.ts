import * as assert from "node:assert/strict";
import { eventually, kubectl, kubectlAttempt, pods } from "../cluster";
import { namespace } from "../entrance";
import { steadyLoad } from "../load";
import { type Person, person } from "../person";
import { record, timed } from "../stages";

/** Seconds that a pod's eviction may be refused for: the next one has to be there, and to be ready. */
const patience = 60;

describe("a drain", () => {
  let someone: Person;

  before(async () => {
    someone = await person();
  });

  it("evicts every pod of a service, as its budget allows, without a failed request", async () => {
    const load = steadyLoad([
      { method: "GET", path: `/users/${someone.id}`, expected: 200 },
      { method: "GET", path: "/users/me", options: { token: someone.token }, expected: 200 },
    ]);
    const before = await pods("user");
    let refused = 0;
    try {
      await timed("every pod of user evicted", async () => {
        for (const { name } of before) refused += await evict(name);
        await eventually("the last one's successor serves", patience, settled);
      });
    } finally {
      const { requests, failures } = await load.stop();
      record("requests meanwhile", String(requests));
      assert.deepEqual(failures, []);
    }
    const after = await pods("user");
    const kept = after.filter(({ uid }) => before.some((pod) => pod.uid === uid));
    assert.deepEqual(kept, []);
    record("evictions that the budget refused at first", String(refused));
    assert.ok(refused > 0, "nothing says that the budget was asked");
  });
});

/** Asks for a pod's eviction until its budget allows it. @returns how often it was refused. */
async function evict(name: string): Promise<number> {
  const eviction = { apiVersion: "policy/v1", kind: "Eviction", metadata: { name } };
  let refused = 0;
  await eventually(`${name} may be evicted`, patience, async () => {
    const { status, stderr } = await kubectlAttempt(
      [
        ...["create", "--filename=-"],
        `--raw=/api/v1/namespaces/${namespace()}/pods/${name}/eviction`,
      ],
      JSON.stringify(eviction),
    );
    if (status === 0) return true;
    assert.match(stderr, /disruption budget/);
    refused++;
    return false;
  });
  return refused;
}

/** Whether there are as many pods that serve as are wanted, and no others. */
async function settled(): Promise<boolean> {
  const path = "--output=jsonpath={.spec.replicas}";
  const wanted = Number(await kubectl(["get", "deployment/user", path]));
  const now = await pods("user");
  return now.length === wanted && now.every(({ ready }) => ready);
}
