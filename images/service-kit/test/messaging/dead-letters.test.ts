import assert from "node:assert/strict";
import type { AsyncMessage, Envelope, SyncMessage } from "rabbitmq-client";
import {
  type BrokerChannel,
  deadLetterNames,
  visitDeadLetters,
} from "../../../../scripts/dead-letter-queue.ts";
import { burialOf, deliveryOf } from "../../src/messaging/delivery.ts";
import { topology } from "../../src/messaging/topology.ts";

/** What one channel does to a dead-letter queue, in order; the broker keeps what is not acknowledged. */
class QueueDouble {
  active = true;
  readonly done: string[] = [];
  readonly published: { envelope: Envelope; body: string }[] = [];
  /** What becomes of a message that is published. */
  taken: "confirmed" | "returned" | "refused" = "confirmed";
  #next = 0;
  #onReturn: (() => void) | undefined;

  constructor(private readonly messages: SyncMessage[]) {}

  get channel(): BrokerChannel {
    return this as unknown as BrokerChannel;
  }

  async queueDeclare({ queue, passive }: { queue: string; passive: boolean }) {
    assert.equal(passive, true, "the queue is the service's to make");
    return { queue, messageCount: this.messages.length, consumerCount: 0 };
  }

  async basicGet() {
    const message = this.messages[this.#next];
    if (message !== undefined) this.#next += 1;
    return message;
  }

  async basicPublish(envelope: Envelope, body: Buffer) {
    if (this.taken === "refused") throw new Error("NACK");
    this.published.push({ envelope, body: body.toString() });
    this.done.push(`publish ${envelope.messageId}`);
    if (this.taken === "returned") this.#onReturn?.();
  }

  basicAck({ deliveryTag }: { deliveryTag: number }) {
    this.done.push(`ack ${deliveryTag}`);
  }

  basicNack(params: object) {
    this.done.push(`nack ${JSON.stringify(params)}`);
  }

  on(_event: string, listener: () => void) {
    this.#onReturn = listener;
  }

  off() {
    this.#onReturn = undefined;
  }
}

const backToQueue = 'nack {"deliveryTag":0,"multiple":true,"requeue":true}';

describe("the dead letters of a service", () => {
  const given: AsyncMessage = {
    ...{ consumerTag: "c", deliveryTag: 9, redelivered: false },
    ...{ exchange: "tower", routingKey: "bell.rung.v1", type: "bell.rung" },
    ...{ contentType: "application/json", body: { times: 3 } },
  };

  /** As a consumer has buried it. */
  function letter(id: string, deliveryTag: number, headers: object = {}): SyncMessage {
    const { exchange, ...envelope } = burialOf(
      { ...given, messageId: id, headers: { "x-request-id": "r1", ...headers } },
      "tower",
      "cracked",
    );
    assert.equal(exchange, topology("tower").dead);
    return {
      ...given,
      ...envelope,
      deliveryTag,
      messageCount: 0,
      exchange,
      routingKey: "bell.rung.v1",
    } as SyncMessage;
  }

  it("are where the service puts them, and go back to where it looks", () => {
    const { dead, back } = topology("tower");
    assert.deepEqual(deadLetterNames("tower"), { queue: dead, back });
  });

  it("are listed with why, when and after how many tries, and all stay", async () => {
    const queue = new QueueDouble([letter("a", 1), letter("b", 2)]);
    const visited = await visitDeadLetters(queue.channel, "tower", () => false);
    assert.deepEqual(queue.done, [backToQueue]);
    assert.deepEqual(
      visited.map(({ letter: { id }, replayed }) => [id, replayed]),
      [
        ["a", false],
        ["b", false],
      ],
    );
    const { time, ...rest } = visited[0]?.letter ?? assert.fail("nothing is listed");
    assert.ok(Math.abs(Date.now() - Date.parse(time)) < 60_000, time);
    assert.deepEqual(rest, {
      ...{ queue: "tower.dead", id: "a", type: "bell.rung", exchange: "tower" },
      ...{ tries: 1, reason: "cracked" },
    });
  });

  it("are put back as they came, and leave the queue only once the broker has confirmed that", async () => {
    const queue = new QueueDouble([letter("a", 1), letter("b", 2)]);
    await visitDeadLetters(queue.channel, "tower", ({ id }) => id === "b");
    assert.deepEqual(queue.done, ["publish b", "ack 2", backToQueue]);
    const { envelope, body } = queue.published[0] ?? assert.fail("nothing is put back");
    assert.equal(body, '{"times":3}');
    assert.equal(envelope.exchange, topology("tower").back);
    assert.equal(envelope.routingKey, "bell.rung.v1");
    assert.equal(envelope.durable, true);
    assert.equal(envelope.mandatory, true);
    assert.deepEqual(envelope.headers, { "x-request-id": "r1", "x-dead-exchange": "tower" });
  });

  it("are new messages to the service, which knows where they came from when they die again", async () => {
    const death = { queue: "tower.inbox", reason: "rejected", count: 4 };
    const queue = new QueueDouble([letter("a", 1, { "x-death": [death] })]);
    const [visited] = await visitDeadLetters(queue.channel, "tower", () => true);
    assert.equal(visited?.letter.tries, 5);
    const again = { ...given, ...queue.published[0]?.envelope, exchange: "tower.back" };
    assert.equal(deliveryOf(again as AsyncMessage, "tower").failures, 0);
    const buried = burialOf(again as AsyncMessage, "tower", "cracked again");
    assert.equal(buried.headers?.["x-dead-exchange"], "tower");
    assert.equal(buried.headers?.["x-dead-reason"], "cracked again");
  });

  for (const [what, taken] of [
    ["the broker refuses", "refused"],
    ["no queue takes", "returned"],
  ] as const) {
    it(`stay where ${what} one, which is told`, async () => {
      const queue = new QueueDouble([letter("a", 1), letter("b", 2)]);
      queue.taken = taken;
      await assert.rejects(
        visitDeadLetters(queue.channel, "tower", () => true),
        /NACK|no queue/,
      );
      assert.deepEqual(
        queue.done.filter((step) => !step.startsWith("publish")),
        [backToQueue],
      );
    });
  }
});
