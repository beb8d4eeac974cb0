import assert from "node:assert/strict";
import type { Channel } from "rabbitmq-client";
import { declareTopology } from "../../src/messaging/topology.ts";

interface Declared {
  exchange?: string;
  queue?: string;
  durable?: boolean;
  arguments?: Record<string, unknown>;
}

describe("declareTopology", () => {
  const declared: Declared[] = [];
  const bound: Declared[] = [];

  before(async () => {
    const channel = {
      exchangeDeclare: async (exchange: Declared) => declared.push(exchange),
      queueDeclare: async (queue: Declared) => declared.push(queue),
      queueBind: async (binding: Declared) => bound.push(binding),
    };
    await declareTopology(channel as unknown as Channel, "tower", 700);
  });

  it("keeps to the names that the account may touch", () => {
    const names = [...declared, ...bound].flatMap(({ exchange, queue }) => [exchange, queue]);
    for (const name of names.filter((name) => name !== undefined)) {
      assert.match(name, /^tower(\..*)?$/);
    }
  });

  it("declares nothing that a restart of the broker would lose", () => {
    assert.ok(declared.every(({ durable }) => durable));
    const queues = declared.filter(({ queue }) => queue !== undefined);
    assert.ok(queues.every((queue) => queue.arguments?.["x-queue-type"] === "quorum"));
  });

  it("lets rejected messages wait and come back, at least once", () => {
    const [inbox, retry, dead] = declared.filter(({ queue }) => queue !== undefined);
    for (const queue of [inbox, retry]) {
      assert.equal(queue?.arguments?.["x-dead-letter-strategy"], "at-least-once");
      assert.equal(queue?.arguments?.["x-overflow"], "reject-publish");
    }
    assert.equal(inbox?.arguments?.["x-dead-letter-exchange"], "tower.retry");
    assert.equal(inbox?.arguments?.["x-delivery-limit"], -1);
    assert.equal(retry?.arguments?.["x-dead-letter-exchange"], "tower.back");
    assert.equal(retry?.arguments?.["x-message-ttl"], 700);
    assert.equal(dead?.arguments?.["x-dead-letter-exchange"], undefined);
    assert.deepEqual(
      bound.map(({ exchange, queue }) => `${exchange} ${queue}`),
      ["tower.back tower.inbox", "tower.retry tower.retry", "tower.dead tower.dead"],
    );
  });
});
