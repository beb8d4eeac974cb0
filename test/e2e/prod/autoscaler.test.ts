import * as assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { call } from "../api";
import { eventually, kubectl } from "../cluster";
import { timed } from "../stages";
import { overrides } from "./settings";
import { prodStack } from "./stack";

/** Logins at a time. Each costs a password hash, and each is of somebody else, so that none is refused for guessing. */
const clients = 6;
/** No load goes on for longer than this, in milliseconds. */
const longest = 120_000;

const { replicas: floor, maxReplicas: ceiling } = overrides["slipway:services"].user;

describe("the autoscaler", () => {
  it("adds pods to a loaded service and takes them away again, and an update leaves it to it", async () => {
    await eventually("the service is idle", 120, async () => (await replicas()) === floor);
    const load = logIns();
    try {
      await timed(`user scaled from ${floor} to ${ceiling} pods`, () =>
        eventually("the service has its most pods", 90, async () => (await replicas()) === ceiling),
      );
      await prodStack().ask("up", "--yes", "--skip-preview", "--expect-no-changes");
      assert.equal(await replicas(), ceiling);
    } finally {
      await load.stop();
    }
    await timed(`user scaled back to ${floor} pods`, () =>
      eventually("the service has its fewest pods", 150, async () => (await replicas()) === floor),
    );
  });
});

async function replicas(): Promise<number> {
  const path = "--output=jsonpath={.spec.replicas}";
  return Number(await kubectl(["get", "deployment/user", path]));
}

/** Keeps some people's logins going until `stop`. */
function logIns(): { stop(): Promise<void> } {
  const end = Date.now() + longest;
  let stopped = false;
  const running = Array.from({ length: clients }, async () => {
    while (!stopped && Date.now() < end) {
      const email = `nobody-${randomBytes(6).toString("hex")}@example.org`;
      await call("POST", "/login", { body: { email, password: "not the one" } }).catch(() => {});
    }
  });
  return {
    async stop() {
      stopped = true;
      await Promise.all(running);
    },
  };
}
