import assert from "node:assert/strict";
import type { AsyncMessage } from "rabbitmq-client";
import { burialOf, bytesOf, deliveryOf } from "../../src/messaging/delivery.ts";

const message: AsyncMessage = {
  consumerTag: "c",
  deliveryTag: 1,
  redelivered: true,
  exchange: "tower.back",
  routingKey: "bell.rung",
  contentType: "application/json",
  messageId: "m1",
  type: "bell.rung",
  body: { times: 1 },
  headers: {
    "x-request-id": "request-1",
    "x-delivery-count": 2,
    "x-first-death-exchange": "tower",
    "x-death": [
      { queue: "tower.retry", reason: "expired", count: 9 },
      { queue: "tower.inbox", reason: "rejected", count: 3 },
    ],
  },
};

describe("delivery", () => {
  it("reads tries and returns from the broker's headers", () => {
    const { body, ...rest } = deliveryOf(message, "tower");
    assert.deepEqual(rest, { requestId: "request-1", failures: 3, returns: 2 });
    assert.equal(body.toString(), '{"times":1}');
  });

  it("takes no header for granted", () => {
    for (const headers of [undefined, {}, { "x-death": "3", "x-request-id": 7 }]) {
      const { failures, returns, requestId } = deliveryOf({ ...message, headers }, "tower");
      assert.deepEqual([failures, returns, requestId], [0, 0, undefined]);
    }
  });

  it("keeps bodies of every kind as they came", () => {
    for (const body of ["{", Buffer.from("{")]) {
      assert.equal(bytesOf({ ...message, body }).toString(), "{");
    }
    assert.equal(bytesOf({ ...message, body: null }).toString(), "null");
  });

  it("writes onto a message why it was given up, and where it came from", () => {
    const { exchange, routingKey, messageId, headers } = burialOf(message, "tower", "cracked");
    assert.deepEqual([exchange, routingKey, messageId], ["tower.dead", "bell.rung", "m1"]);
    assert.equal(headers?.["x-dead-reason"], "cracked");
    assert.equal(headers?.["x-dead-tries"], 4);
    assert.equal(headers?.["x-dead-exchange"], "tower");
    assert.equal(headers?.["x-request-id"], "request-1");
    assert.equal(headers?.["x-death"], undefined);
  });
});
