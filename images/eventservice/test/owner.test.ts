import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { EventCancelled, EventChanged } from "@slipway/messages";
import { createMessage } from "@slipway/service-kit/messaging";
import { BrokerDouble } from "../../service-kit/test/doubles/broker-double.ts";
import { MongoDouble } from "../../service-kit/test/doubles/mongo-double.ts";
import { PeopleDouble } from "../../service-kit/test/doubles/people-double.ts";
import { Replica, until } from "../../service-kit/test/doubles/replica.ts";
import type { EventDocument } from "../src/event-document.ts";
import { assemble, prepare } from "../src/event-service.ts";
import { gig, listen, told as toldOf, year } from "./gig.ts";

describe("an event's owner", () => {
  let mongo: MongoDouble;
  let broker: BrokerDouble;
  let people: PeopleDouble;
  let service: Replica;
  let id: string;

  beforeEach(async () => {
    mongo = new MongoDouble();
    broker = new BrokerDouble();
    people = new PeopleDouble();
    const userUrl = await people.start();
    listen(broker);
    service = await Replica.start((log) =>
      assemble(mongo.connect(prepare), (parts) => broker.connect(parts), userUrl, log),
    );
    await until(async () => (await send("POST", "/events", gig)).status === 201);
    await until(() => broker.published.length === 1);
    id = String(Object(broker.published[0]?.data).eventId);
  });

  afterEach(async () => {
    await service.stop();
    await people.stop();
  });

  const send = (method: string, path: string, body?: unknown, who = "ada") =>
    service.request(method, path, { body, token: `token-of-${who}` });
  const change = (body: unknown, who?: string) => send("PATCH", `/events/${id}`, body, who);
  const cancel = (who?: string) => send("DELETE", `/events/${id}`, undefined, who);
  const shown = async () => (await service.request("GET", `/events/${id}`)).body;
  const sell = async (seats: number) => {
    broker.send("eventservice", toldOf(id, seats, 1));
    await broker.quiet();
  };
  const told = (type: string) => broker.published.filter((message) => message.type === type);

  it("changes what is given and nothing else, and announces all of it", async () => {
    const before = await shown();
    await sell(3);
    const changed = await change({ name: "Gala", end: `${year}-05-01T23:00:00Z`, capacity: 60 });
    const end = `${year}-05-01T23:00:00.000Z`;
    const wanted = { ...before, name: "Gala", end, capacity: 60, seatsLeft: 57 };
    assert.deepEqual([changed.status, changed.body], [200, wanted]);
    assert.deepEqual(await shown(), wanted);
    await change({ description: "" });
    await until(() => told("event.changed").length === 2);
    const start = `${year}-05-01T19:30:00.000Z`;
    const { timeZone } = gig;
    const facts = { eventId: id, name: "Gala", start, end, timeZone, capacity: 60 };
    const messages = told("event.changed").map(({ data }) => Object(data));
    const inOrder = messages.toSorted((one, other) => one.revision - other.revision);
    const revised = [1, 2].map((revision) => ({ ...facts, revision }));
    assert.deepEqual(inOrder, revised);
    for (const data of messages) assert.ok(createMessage(EventChanged, data));
  });

  const mistakes: [what: string, body: unknown, fields: string[]][] = [
    ["nothing", {}, ["body"]],
    ["what cannot be changed", { createdBy: "bob", location: {} }, ["createdBy", "location"]],
    ["a blank name", { name: " " }, ["name"]],
    ["a start after the end that stays", { start: `${year}-05-02T00:00:00Z` }, ["end"]],
    ["a start in the past", { start: "2020-05-01T19:30:00Z" }, ["end", "start"]],
    ["a start 20 years ahead", { start: `${year + 20}-05-01T19:30:00Z` }, ["end", "start"]],
    ["an end years later", { end: `${year + 2}-05-01T21:30:00Z` }, ["end"]],
    ["a place on the Moon", { timeZone: "Moon/Tranquility" }, ["timeZone"]],
    ["no seats", { capacity: 0 }, ["capacity"]],
  ];
  for (const [what, body, fields] of mistakes) {
    it(`answers a change to ${what} with one 400 that names ${fields.join(", ")}`, async () => {
      const before = await shown();
      const answer = await change(body);
      const named = answer.body.error?.fields?.map(({ field }) => field) ?? [];
      assert.deepEqual([answer.status, named.toSorted()], [400, fields]);
      assert.deepEqual(await shown(), before);
    });
  }

  it("alone may change or cancel it", async () => {
    const before = await shown();
    for (const answer of [await change({ name: "Mine" }, "bob"), await cancel("bob")]) {
      assert.deepEqual([answer.status, answer.body.error?.code], [403, "not_yours"]);
    }
    const path = `/events/${id}`;
    assert.equal((await service.request("PATCH", path, { body: { name: "Mine" } })).status, 401);
    assert.equal((await service.request("DELETE", path)).status, 401);
    assert.deepEqual(await shown(), before);
    const none = `/events/${randomUUID()}`;
    assert.equal((await send("PATCH", none, { name: "None" })).status, 404);
    assert.equal((await send("DELETE", none)).status, 404);
  });

  it("cannot take away seats that are booked", async () => {
    await sell(8);
    const refused = await change({ capacity: 7 });
    assert.deepEqual([refused.status, refused.body.error?.code], [409, "seats_booked"]);
    assert.match(refused.body.error?.fields?.[0]?.message ?? "", /not be below the 8 seats/);
    assert.deepEqual((await change({ capacity: 8 })).body["seatsLeft"], 0);
  });

  it("may change what is past by now, but for when it began", async () => {
    const documents = mongo.connect(prepare).collection<EventDocument>("events");
    const [start, end] = [new Date(Date.now() - 7_200_000), new Date(Date.now() - 3_600_000)];
    await documents.updateOne({ _id: id }, { $set: { start, end } });
    const kept = await change({ description: "It was nice", start: start.toISOString() });
    assert.deepEqual([kept.status, kept.body["description"]], [200, "It was nice"]);
    const earlier = new Date(start.getTime() - 1).toISOString();
    const { status, body } = await change({ start: earlier });
    const wanted = { field: "start", message: "must not be in the past" };
    assert.deepEqual([status, body.error?.fields], [400, [wanted]]);
  });

  it("cancels for good, once, and it can still be read", async () => {
    const before = await shown();
    const answers = await Promise.all([cancel(), cancel(), cancel()]);
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([204]));
    assert.deepEqual(await shown(), { ...before, status: "cancelled" });
    const late = await change({ name: "Gala" });
    assert.deepEqual([late.status, late.body.error?.code], [409, "event_cancelled"]);
    await until(() => told("event.cancelled").length > 0);
    assert.equal((await cancel()).status, 204);
    await broker.quiet();
    const [message, ...more] = told("event.cancelled");
    assert.equal(more.length, 0);
    assert.ok(createMessage(EventCancelled, Object(message).data));
  });

  it("is refused a change that another one overtakes, rather than that one is lost", async () => {
    let faster: Awaited<ReturnType<typeof change>> | undefined;
    mongo.onWrite = async (when, collection) => {
      if (when !== "before" || collection !== "events") return;
      mongo.onWrite = () => {};
      faster = await change({ capacity: 60 });
    };
    const slower = await change({ name: "One" });
    assert.deepEqual([faster?.status, slower.status], [200, 409]);
    assert.equal(slower.body.error?.code, "changed_meanwhile");
    assert.deepEqual(await shown(), faster?.body);
  });
});
