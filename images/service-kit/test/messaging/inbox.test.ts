import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { Registry } from "prom-client";
import { Type } from "typebox";
import { Failure } from "../../src/failure.ts";
import { createLogger } from "../../src/logger.ts";
import { Inbox, maxTries } from "../../src/messaging/inbox.ts";
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

describe("Inbox", () => {
  const never = new AbortController().signal;
  let work: () => Promise<void>;
  let logs: string[];
  let metrics: MessagingMetrics;
  let inbox: Inbox;

  beforeEach(() => {
    work = async () => {};
    logs = [];
    metrics = new MessagingMetrics();
    const log = createLogger("info", { write: (line) => logs.push(line) });
    inbox = new Inbox([subscribe("tower", Ring, () => work())], log, metrics);
  });

  const ring = () => JSON.stringify(createMessage(Ring, { times: 1 }));
  const delivery = (body: string, failures = 0, returns = 0) => ({
    body: Buffer.from(body),
    requestId: "request-1",
    failures,
    returns,
  });

  it("hands a valid message to its handler, and follows the request id", async () => {
    assert.deepEqual(await inbox.receive(delivery(ring()), never), { kind: "done" });
    assert.equal(JSON.parse(logs[0] ?? "").requestId, "request-1");
  });

  const poison: [what: string, body: string, reason: RegExp][] = [
    ["what is not JSON", "{", /not JSON/],
    ["JSON that is no message", "7", /no type/],
    ["null", "null", /no type/],
    ["an unknown type", '{"type":"x","version":1}', /no type/],
    ["wrong data", ring().replace('"times":1', '"times":"1"'), /times must be integer/],
    ["no data", '{"type":"bell.rung","version":1}', /required property 'data'/],
  ];
  for (const [what, body, reason] of poison) {
    it(`gives up ${what} at once`, async () => {
      work = () => assert.fail("the handler must not see it");
      const outcome = await inbox.receive(delivery(body), never);
      assert.equal(outcome.kind, "dead");
      assert.match(outcome.kind === "dead" ? outcome.reason : "", reason);
    });
  }

  it("leaves an unknown version to another pod, which may know it, before it is given up", async () => {
    const body = '{"type":"bell.rung","version":2}';
    assert.equal((await inbox.receive(delivery(body), never)).kind, "retry");
    assert.equal((await inbox.receive(delivery(body, maxTries - 1), never)).kind, "dead");
  });

  it(`gives up what fails ${maxTries} times, and says why`, async () => {
    work = () => Promise.reject(new Error("the bell is cracked"));
    const outcomes = [];
    for (let failures = 0; failures < maxTries; failures += 1) {
      outcomes.push(await inbox.receive(delivery(ring(), failures), never));
    }
    assert.deepEqual(
      outcomes.map(({ kind }) => kind),
      ["retry", "retry", "retry", "retry", "dead"],
    );
    assert.deepEqual(outcomes.at(-1), { kind: "dead", reason: "the bell is cracked" });
  });

  it("keeps a message while what it needs is out of reach, at no cost of a try", async () => {
    let out = true;
    work = async () => {
      if (out) throw new Failure(503, "unavailable", "gone");
    };
    const received = inbox.receive(delivery(ring(), maxTries - 1), never);
    await sleep(50);
    out = false;
    assert.deepEqual(await received, { kind: "done" });
  });

  it("leaves a message that waits when its connection ends", async () => {
    work = () => Promise.reject(new Failure(503, "unavailable", "gone"));
    const over = new AbortController();
    const received = inbox.receive(delivery(ring()), over.signal);
    await sleep(20);
    over.abort();
    assert.deepEqual(await received, { kind: "left" });
  });

  it("takes what comes back without an answer too often for a failed try", async () => {
    work = () => assert.fail("it would break the consumer again");
    assert.equal((await inbox.receive(delivery(ring(), 0, 20), never)).kind, "retry");
    assert.equal((await inbox.receive(delivery(ring(), 4, 20), never)).kind, "dead");
  });

  it("counts what became of the messages", async () => {
    const registry = new Registry();
    metrics.register(registry);
    work = () => sleep(30);
    await inbox.receive(delivery(ring()), never);
    await inbox.receive(delivery("{"), never);
    work = () => Promise.reject(new Error("cracked"));
    await inbox.receive(delivery(ring()), never);
    const text = await registry.metrics();
    assert.match(text, /messages_consumed_total\{type="bell.rung"\} 1/);
    assert.match(text, /messages_retried_total\{type="bell.rung"\} 1/);
    assert.match(text, /messages_dead_total\{type="unknown"\} 1/);
    const tries = /^message_handling_duration_seconds_count\{type="(.*)",outcome="(.*)"\} (\d+)$/gm;
    assert.deepEqual([...text.matchAll(tries)].map(([, ...parts]) => parts.join(" ")).sort(), [
      "bell.rung done 1",
      "bell.rung retry 1",
      "unknown dead 1",
    ]);
    const seconds = /_seconds_sum\{type="bell.rung",outcome="done"\} ([\d.]+)/.exec(text)?.[1];
    assert.ok(Number(seconds) >= 0.025 && Number(seconds) < 5, seconds);
  });

  it("refuses to make a message that its schema refuses", () => {
    assert.throws(() => createMessage(Ring, { times: 0.5 }), /times must be integer/);
  });
});
