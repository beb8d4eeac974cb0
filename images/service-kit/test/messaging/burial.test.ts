import assert from "node:assert/strict";
import { createRequire } from "node:module";
import type { AsyncMessage, Envelope } from "rabbitmq-client";
import { burialOf } from "../../src/messaging/delivery.ts";

/** The client's own: the channel on which it fails is closed, with all that is under way on it. */
const { genContentFrames } = createRequire(import.meta.url)("rabbitmq-client/lib/codec.js") as {
  genContentFrames(channel: number, fields: Envelope, body: Buffer, max: number): Iterable<Buffer>;
};
const frameMax = 8_192;

describe("burialOf", () => {
  const message: AsyncMessage = {
    ...{ consumerTag: "c", deliveryTag: 1, redelivered: false },
    ...{ exchange: "tower", routingKey: "bell.rung", body: Buffer.from("{") },
  };

  const unwritable: [what: string, headers: object][] = [
    ["NaN", { a: NaN }],
    ["numbers that no 64 bits hold", { a: -1e300, b: -(2 ** 51) + 0.5, c: -Infinity }],
    ["bytes", { a: Buffer.alloc(4_000) }],
    ["more than a frame takes", { a: "ä".repeat(4_050) }],
    ["many headers", Object.fromEntries(Array.from({ length: 900 }, (_, n) => [`h${n}`, n]))],
    ["a table as its first exchange", { "x-first-death-exchange": { a: "b".repeat(8_100) } }],
  ];
  for (const [what, headers] of unwritable) {
    it(`makes a message that the client can write of one with ${what}`, () => {
      const given = { ...message, headers: { kept: "yes", ...headers } };
      const envelope = burialOf(given, "tower", "€".repeat(2_000));
      assert.ok([...genContentFrames(1, envelope, Buffer.from("{"), frameMax)].length > 0);
      assert.equal(envelope.headers?.["kept"], "yes");
    });
  }

  it("keeps headers of plain types as they came", () => {
    const headers = { a: "text", b: true, c: -1, d: 2 ** 52, e: 0.5 };
    const kept = burialOf({ ...message, headers }, "tower", "cracked").headers;
    assert.deepEqual({ ...kept, ...headers }, kept);
  });
});
