import assert from "node:assert/strict";
import { Type } from "typebox";
import { createLogger } from "../../src/logger.ts";
import { bindInbox } from "../../src/messaging/bindings.ts";
import { UnroutableError } from "../../src/messaging/broker.ts";
import { Inbox } from "../../src/messaging/inbox.ts";
import { createMessage } from "../../src/messaging/message.ts";
import { MessagingMetrics } from "../../src/messaging/messaging-metrics.ts";
import { envelopeOf } from "../../src/messaging/routing.ts";
import { subscribe, type Subscription } from "../../src/messaging/subscription.ts";
import { BrokerDouble } from "../doubles/broker-double.ts";

const rungOf = <const Version extends number>(version: Version) =>
  Type.Object({
    id: Type.String(),
    type: Type.Literal("bell.rung"),
    version: Type.Literal(version),
    time: Type.String(),
    data: Type.Object({ times: Type.Integer() }),
  });
const [RungV1, RungV2] = [rungOf(1), rungOf(2)];

describe("versions of a message", () => {
  const log = createLogger("silent");
  const never = new AbortController().signal;
  let broker: BrokerDouble;
  let seen: string[];

  beforeEach(() => {
    broker = new BrokerDouble();
    seen = [];
  });

  async function open(name: string, ...subscriptions: Subscription[]) {
    const metrics = new MessagingMetrics();
    const inbox = new Inbox(subscriptions, log, metrics);
    const link = broker.connect({ name, subscriptions, inbox, metrics, log });
    await link.open(never);
    return link;
  }
  const note = (who: string) => async (message: { version: number; data: { times: number } }) =>
    void seen.push(`${who} v${message.version} ${message.data.times}`);
  const v1 = (who: string) => subscribe("tower", RungV1, note(who));
  const v2 = (who: string) => subscribe("tower", RungV2, note(who));

  it("reach each consumer that knows them, and no dead-letter queue of one that does not", async () => {
    const tower = await open("tower");
    await open("older", v1("older"));
    await open("newer", v2("newer"));
    await open("both", v1("both"), v2("both"));
    for (const times of [1, 2]) {
      await tower.publish(createMessage(RungV1, { times }), undefined);
      await tower.publish(createMessage(RungV2, { times }), undefined);
    }
    await broker.quiet();
    const each = (name: string) => seen.filter((line) => line.startsWith(name)).toSorted();
    assert.deepEqual(each("older"), ["older v1 1", "older v1 2"]);
    assert.deepEqual(each("newer"), ["newer v2 1", "newer v2 2"]);
    assert.deepEqual(each("both"), ["both v1 1", "both v1 2", "both v2 1", "both v2 2"]);
    for (const name of ["older", "newer", "both"]) assert.deepEqual(broker.dead(name), []);
  });

  it("wait with their publisher while nobody knows them", async () => {
    const tower = await open("tower");
    await open("older", v1("older"));
    const publish = () => tower.publish(createMessage(RungV2, { times: 1 }), undefined);
    await assert.rejects(publish, UnroutableError);
  });

  it("bind a queue one by one, by the key that they are sent with", async () => {
    const bound: unknown[] = [];
    const acquire = async () => ({
      queueBind: async (binding: unknown) => void bound.push(binding),
      close: async () => {},
    });
    const subscriptions = [v1("both"), v2("both")];
    await bindInbox(acquire, { name: "both", subscriptions, log }, never);
    const sent = [createMessage(RungV1, { times: 1 }), createMessage(RungV2, { times: 1 })].map(
      (message) => envelopeOf(message, "tower", undefined).routingKey,
    );
    assert.deepEqual(sent, ["bell.rung.v1", "bell.rung.v2"]);
    assert.deepEqual(
      bound,
      sent.map((routingKey) => ({ queue: "both.inbox", exchange: "tower", routingKey })),
    );
  });
});
