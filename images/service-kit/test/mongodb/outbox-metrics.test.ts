import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { Registry } from "prom-client";
import { Failure } from "../../src/failure.ts";
import { measureOutboxes } from "../../src/mongodb/outbox-metrics.ts";

describe("measureOutboxes", () => {
  const gone = async (milliseconds: number) => {
    await sleep(milliseconds);
    throw new Failure(503, "unavailable", "gone");
  };
  const unhandled: unknown[] = [];
  const note = (error: unknown) => void unhandled.push(error);

  before(() => process.on("unhandledRejection", note));
  after(() => process.off("unhandledRejection", note));

  it("shows one outbox while others are out of reach, and ends nothing by their errors", async () => {
    const slow = { name: "slow", pending: () => gone(30), since: () => gone(30) };
    const lost = { name: "lost", pending: () => gone(0), since: () => gone(0) };
    const since = new Date(Date.now() - 90_000);
    const things = { name: "things", pending: async () => 2, since: async () => since };
    const none = { name: "none", pending: async () => 0, since: async () => undefined };
    const registry = new Registry();
    measureOutboxes(registry, [slow, lost, things, none]);
    const text = await registry.metrics();
    assert.match(text, /outbox_pending_documents\{outbox="things"\} 2/);
    assert.match(text, /outbox_oldest_seconds\{outbox="things"\} 9\d/);
    assert.match(text, /outbox_oldest_seconds\{outbox="none"\} 0/);
    assert.doesNotMatch(text, /^outbox_\S*(lost|slow)\S* \d/m);
    assert.deepEqual(unhandled, []);
  });
});
