import assert from "node:assert/strict";
import type { AsyncMessage, Envelope } from "rabbitmq-client";
import { Registry } from "prom-client";
import { Type } from "typebox";
import { createLogger } from "../../src/logger.ts";
import { Consumer } from "../../src/messaging/consumer.ts";
import { Inbox, type Outcome } from "../../src/messaging/inbox.ts";
import { createMessage } from "../../src/messaging/message.ts";
import { MessagingMetrics } from "../../src/messaging/messaging-metrics.ts";
import { subscribe } from "../../src/messaging/subscription.ts";

const Ring = Type.Object({
  id: Type.String(),
  type: Type.Literal("bell.rung"),
  version: Type.Literal(1),
  time: Type.String(),
  data: Type.Object({ times: Type.Integer() }),
});

describe("Consumer", () => {
  const never = new AbortController().signal;
  const log = createLogger("silent");
  const metrics = new MessagingMetrics();
  const unhandled: unknown[] = [];
  const note = (error: unknown) => void unhandled.push(error);
  let answers: string[];
  let dead: { envelope: Envelope; body: Buffer }[];
  let bury: (envelope: Envelope, body: Buffer) => Promise<void>;
  let work: () => Promise<void>;

  before(() => process.on("unhandledRejection", note));
  after(() => process.off("unhandledRejection", note));

  beforeEach(() => {
    answers = [];
    dead = [];
    work = async () => {};
    bury = async (envelope, body) => {
      dead.push({ envelope, body });
    };
  });

  const channel = {
    active: true,
    basicAck: () => void answers.push("ack"),
    basicNack: () => void answers.push("nack"),
  };
  const plain = (): AsyncMessage => ({
    consumerTag: "c",
    deliveryTag: 1,
    redelivered: false,
    exchange: "tower",
    routingKey: "bell.rung",
    contentType: "application/json",
    messageId: "m1",
    body: createMessage(Ring, { times: 1 }),
  });

  async function take(message: object, receive?: () => Promise<Outcome>): Promise<void> {
    const inbox = receive
      ? { receive }
      : new Inbox([subscribe("tower", Ring, () => work())], log, metrics);
    const parts = { name: "tower", inbox, metrics, log };
    const consumer = new Consumer({ ...parts, bury: (envelope, body) => bury(envelope, body) });
    consumer.take(channel, { ...plain(), ...message }, never);
    await consumer.idle();
    // Node tells of unhandled rejections in a later turn.
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(unhandled.splice(0), []);
  }

  const harmless: [what: string, message: object][] = [
    ["no headers", { headers: undefined }],
    ["null in place of a death", { headers: { "x-death": [null, 7, "x"] } }],
    ["a death without a queue", { headers: { "x-death": [{ count: {} }] } }],
    ["a table as the count", { headers: { "x-delivery-count": { valueOf: 1, toString: 2 } } }],
    ["a death's count that is a table", odd({ valueOf: 1, toString: 2 })],
    ["a request id of the wrong type", { headers: { "x-request-id": ["a"] } }],
    ["headers that are no table", { headers: 7 }],
    ["no routing key", { routingKey: undefined }],
    ["no properties", { contentType: undefined, messageId: undefined, exchange: undefined }],
  ];
  for (const [what, message] of harmless) {
    it(`handles a message with ${what}`, async () => {
      await take(message);
      assert.deepEqual(answers, ["ack"]);
      assert.equal(dead.length, 0);
    });
    it(`gives up a message that is no JSON, with ${what}`, async () => {
      await take({ ...message, body: Buffer.from("{") });
      assert.deepEqual(answers, ["ack"]);
      assert.equal(dead[0]?.body.toString(), "{");
    });
  }

  it("buries a message that nests too deeply to be written", async () => {
    await take({ body: JSON.parse("[".repeat(20_000) + "]".repeat(20_000)) });
    assert.deepEqual(answers, ["ack"]);
    assert.match(String(dead[0]?.envelope.headers?.["x-dead-reason"]), /not JSON/);
  });

  it("makes a dead letter of what throws before any handler, and counts it", async () => {
    const registry = new Registry();
    metrics.register(registry);
    await take({}, () => Promise.reject(new Error("the inbox is cracked")));
    assert.deepEqual(answers, ["ack"]);
    assert.match(String(dead[0]?.envelope.headers?.["x-dead-reason"]), /the inbox is cracked/);
    assert.match(await registry.metrics(), /messages_dead_total\{type="unknown"\} \d/);
  });

  for (const thrown of [undefined, null, Object.create(null), Symbol("x")]) {
    it(`survives a handler that throws ${typeof thrown} instead of an error`, async () => {
      work = () => Promise.reject(thrown);
      await take({});
      assert.equal(answers.length, 1);
    });
  }

  it("leaves with the broker, for a later try, what cannot be buried now", async () => {
    bury = () => Promise.reject(new Error("the broker is full"));
    await take({ body: Buffer.from("{") });
    assert.deepEqual(answers, ["nack"]);
  });

  it("does not end with a channel that fails under the answer", async () => {
    const consumer = new Consumer({
      ...{ name: "tower", metrics, log, bury },
      inbox: { receive: async () => ({ kind: "done" }) },
    });
    const broken = { ...channel, basicAck: () => assert.fail("channel is closed") };
    consumer.take(broken, plain(), never);
    await consumer.idle();
    assert.deepEqual(answers, []);
  });
});

function odd(count: unknown): object {
  return { headers: { "x-death": [{ queue: "tower.inbox", reason: "rejected", count }] } };
}
