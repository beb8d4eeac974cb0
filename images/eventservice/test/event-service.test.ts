import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { EventCreated } from "@slipway/messages";
import { createMessage } from "@slipway/service-kit/messaging";
import { BrokerDouble } from "../../service-kit/test/doubles/broker-double.ts";
import { MongoDouble } from "../../service-kit/test/doubles/mongo-double.ts";
import { PeopleDouble } from "../../service-kit/test/doubles/people-double.ts";
import { gate, Replica, until } from "../../service-kit/test/doubles/replica.ts";
import { SeededRandom } from "../../service-kit/test/doubles/seeded-random.ts";
import { assemble, prepare } from "../src/event-service.ts";
import type { EventDocument } from "../src/event-document.ts";
import { gig, listen, told, year } from "./gig.ts";

const later = (years: number) => ({
  ...gig,
  start: `${year + years}-05-01T19:30:00Z`,
  end: `${year + years}-05-01T21:30:00Z`,
});

describe("eventservice", () => {
  let mongo: MongoDouble;
  let broker: BrokerDouble;
  let people: PeopleDouble;
  let userUrl: string;
  let service: Replica;

  beforeEach(async () => {
    mongo = new MongoDouble();
    broker = new BrokerDouble();
    people = new PeopleDouble();
    userUrl = await people.start();
    // Somebody who wants to hear of events, as the booking service does.
    listen(broker);
    service = await start();
    await serving();
  });

  afterEach(async () => {
    mongo.up = true;
    broker.up = true;
    await service.stop();
    await people.stop();
  });

  const start = () =>
    Replica.start((log) =>
      assemble(mongo.connect(prepare), (parts) => broker.connect(parts), userUrl, log),
    );
  const serving = () =>
    until(async () => {
      const { body } = await service.request("GET", "/status");
      const all = Object.values(Object(body["dependencies"])) as { up: boolean }[];
      return all.every(({ up }) => up);
    });
  const token = "token-of-ada";
  const create = (body: unknown = gig) => service.request("POST", "/events", { body, token });
  const seatsLeft = async (id: unknown) =>
    (await service.request("GET", `/events/${id}`)).body["seatsLeft"];
  const announced = () =>
    broker.published.map(({ data }) => String(Object(data).eventId)).toSorted();

  it("creates an event, shows it, and announces it in a message that its schema allows", async () => {
    const created = await service.request("POST", "/events", {
      ...{ body: gig, token, requestId: "abc-1" },
    });
    assert.equal(created.status, 201);
    const { id, ...rest } = created.body;
    const end = `${year}-05-01T21:30:00.000Z`;
    const shown = {
      ...gig,
      start: `${year}-05-01T19:30:00.000Z`,
      end,
      seatsLeft: 50,
      createdBy: "ada",
      status: "scheduled",
    };
    assert.deepEqual(rest, shown);
    assert.deepEqual((await service.request("GET", `/events/${id}`)).body, created.body);
    await until(() => broker.published.length === 1);
    const [message] = broker.published;
    assert.deepEqual(createMessage(EventCreated, Object(message).data).data, message?.data);
    assert.deepEqual(announced(), [id]);
    assert.deepEqual(broker.requestIds, ["abc-1"]);
  });

  it("creates nothing for a stranger, nor when nobody can tell who calls", async () => {
    const stranger = await service.request("POST", "/events", { body: gig });
    assert.deepEqual([stranger.status, stranger.body.error?.code], [401, "unauthorized"]);
    people.status = 503;
    assert.equal((await create()).status, 503);
    assert.deepEqual(mongo.all("events"), []);
    assert.equal((await service.request("GET", "/events")).status, 200);
  });

  const mistakes: [what: string, body: unknown, fields: string[]][] = [
    ["nothing", {}, ["name", "description", "start", "end", "timeZone", "location", "capacity"]],
    ["text as a number", { ...gig, capacity: "50" }, ["capacity"]],
    ["no seats", { ...gig, capacity: 0 }, ["capacity"]],
    ["too many seats", { ...gig, capacity: 1e6 }, ["capacity"]],
    ["a blank name", { ...gig, name: " " }, ["name"]],
    ["a control character", { ...gig, name: "a\u0000" }, ["name"]],
    ["a lone surrogate", { ...gig, description: "\ud800" }, ["description"]],
    ["a time without an offset", { ...gig, start: `${year}-05-01T19:30:00` }, ["start"]],
    ["30 February", { ...gig, start: `${year}-02-30T19:30:00Z` }, ["start"]],
    ["the year 10000 in UTC", { ...gig, end: "9999-12-31T23:30:00-01:00" }, ["end"]],
    ["25 o'clock", { ...gig, end: `${year}-05-01T25:00:00Z` }, ["end"]],
    ["an end before the start", { ...gig, end: `${year}-05-01T19:00:00Z` }, ["end"]],
    ["a start in the past", { ...gig, start: "0001-01-01T00:00:00Z" }, ["start", "end"]],
    ["a start 20 years ahead", later(20), ["start"]],
    ["an end years after the start", { ...gig, end: `${year + 2}-05-01T23:30:00Z` }, ["end"]],
    ["a time zone of nowhere", { ...gig, timeZone: "Europe/Nowhere" }, ["timeZone"]],
    ["an offset as a time zone", { ...gig, timeZone: "+02:00" }, ["timeZone"]],
    ["an unknown field", { ...gig, id: "1" }, ["id"]],
    ["a query operator", { ...gig, name: { $gt: "" } }, ["name"]],
    [
      "several mistakes",
      { ...gig, name: 7, location: { ...gig.location, country: "", halls: [1] } },
      ["name", "location.country", "location.halls.0"],
    ],
  ];
  for (const [what, body, fields] of mistakes) {
    it(`answers ${what} with one 400 that names ${fields.join(", ")}`, async () => {
      const answer = await create(body);
      assert.equal(answer.status, 400);
      const named = answer.body.error?.fields?.map(({ field }) => field) ?? [];
      assert.deepEqual(named.toSorted(), fields.toSorted());
      assert.deepEqual(mongo.all("events"), []);
    });
  }

  for (const [what, text] of [
    ["Chinese", "音"],
    ["emoji", "🎻"],
  ] as const) {
    it(`takes an event that is as long as it may be, in ${what}`, async () => {
      const location = {
        name: text.repeat(100),
        address: text.repeat(200),
        country: text.repeat(60),
        halls: Array.from({ length: 50 }, () => text.repeat(60)),
      };
      const body = { ...gig, name: text.repeat(100), description: text.repeat(2_000), location };
      const created = await create(body);
      assert.deepEqual([created.status, created.body["location"]], [201, location]);
    });
  }

  for (const lost of [undefined, "before", "after"] as const) {
    it(`creates one event by one key, with ${lost ? `a crash ${lost} each write` : "no crash"}`, async () => {
      for (let nth = 1; nth <= 3; nth += 1) {
        const key = `k${nth}`;
        const send = () => service.request("POST", "/events", { body: gig, token, key });
        if (lost) mongo.loseWrite(nth, lost);
        const answered = async () => {
          let answer = await send();
          await until(async () => answer.status === 201 || (answer = await send()).status === 201);
          return answer;
        };
        const first = await answered();
        const path = `/events/${first.body["id"]}`;
        await service.request("PATCH", path, { token, body: { name: "Gala" } });
        const again = await answered();
        assert.deepEqual([again.status, again.body], [201, first.body]);
        assert.equal(again.body["name"], "Gig");
        assert.equal(mongo.all("events").length, nth);
      }
      const body = { ...gig, name: "Other" };
      const other = await service.request("POST", "/events", { body, token, key: "k1" });
      assert.equal(other.status, 422);
    });
  }

  it("answers 404 for an unknown event and 400 for what is no id, cursor or limit", async () => {
    assert.equal((await service.request("GET", `/events/${randomUUID()}`)).status, 404);
    for (const path of ["/events/x", "/events?cursor=x", "/events?limit=0", "/events?limit=101"]) {
      assert.equal((await service.request("GET", path)).status, 400, path);
    }
  });

  async function listed(query: string, limit = 2): Promise<unknown[]> {
    const seen: unknown[] = [];
    let cursor = "";
    do {
      const path = `/events?limit=${limit}${query}${cursor}`;
      const { status, body } = await service.request("GET", path);
      assert.equal(status, 200);
      seen.push(...(body.items ?? []).map(({ id }) => id));
      cursor = body["next"] === undefined ? "" : `&cursor=${body["next"]}`;
    } while (cursor !== "");
    return seen;
  }

  it("lists what is to come by its start, and what has begun from the latest on, page by page", async () => {
    const documents = mongo.connect(prepare).collection<EventDocument>("events");
    const ids: string[] = [];
    // Some begin at the same time.
    const hours = [3, -2, 1, -1, 2, 2, 2, -1, -3];
    const now = Date.now();
    for (const hour of hours) {
      const id = String((await create()).body["id"]);
      ids.push(id);
      const start = new Date(now + hour * 3_600_000);
      await documents.updateOne({ _id: id }, { $set: { start } });
    }
    const at = (...places: number[]) => places.map((place) => ids[place]);
    const upcoming = at(2, 4, 5, 6, 0);
    assert.deepEqual(await listed(""), upcoming);
    assert.deepEqual(await listed("&when=upcoming", 1), upcoming);
    assert.deepEqual(await listed("&when=past"), at(7, 3, 1, 8));
    assert.deepEqual(await listed("&when=past", 100), at(7, 3, 1, 8));
  });

  it("goes on with a page where it ended, though an event has begun or come meanwhile", async () => {
    const documents = mongo.connect(prepare).collection<EventDocument>("events");
    const ids: string[] = [];
    for (let n = 0; n < 3; n += 1) ids.push(String((await create(later(n))).body["id"]));
    const { body } = await service.request("GET", "/events?limit=1");
    await documents.updateOne({ _id: ids[0] }, { $set: { start: new Date(0) } });
    await create({ ...gig, start: `${year}-04-30T19:30:00Z` });
    const rest = await service.request("GET", `/events?limit=2&cursor=${body["next"]}`);
    assert.deepEqual(
      rest.body.items?.map(({ id }) => id),
      ids.slice(1),
    );
  });

  it("knows how many seats are taken, by the latest that it was told", async () => {
    const eventId = String((await create()).body["id"]);
    broker.send("eventservice", told(eventId, 3, 1));
    await broker.quiet();
    assert.equal(await seatsLeft(eventId), 47);
    const { body } = await service.request("GET", "/events");
    assert.deepEqual(
      body.items?.map((event) => event["seatsLeft"]),
      [47],
    );
    broker.send("eventservice", told(eventId, 0, 2));
    await broker.quiet();
    broker.send("eventservice", told(eventId, 3, 1));
    await broker.quiet();
    assert.equal(await seatsLeft(eventId), 50);
  });

  for (let seed = 1; seed <= 20; seed += 1) {
    it(`ends with the right count, whatever the order and the repeats (seed ${seed})`, async () => {
      const random = new SeededRandom(seed);
      const eventId = String((await create()).body["id"]);
      const messages: string[] = [];
      let taken = 0;
      for (let revision = 1; revision <= 12; revision += 1) {
        taken = random.below(51);
        messages.push(told(eventId, taken, revision));
      }
      const twice = messages.filter(() => random.chance(0.4));
      broker.faults = { ...broker.faults, delay: 0.5, loseAck: 0.1 };
      for (const message of random.shuffled([...messages, ...twice])) {
        broker.send("eventservice", message);
      }
      // And the database loses an answer meanwhile, which takes a while to recover from.
      if (seed <= 3) mongo.loseWrite(1 + random.below(10), seed === 1 ? "before" : "after");
      await broker.quiet();
      await until(async () => (await seatsLeft(eventId)) === 50 - taken);
    });
  }

  it("gives up a poison message without holding up the others", async () => {
    const eventId = String((await create()).body["id"]);
    broker.send("eventservice", "{");
    const message = told(eventId, 1, 1);
    broker.send("eventservice", JSON.stringify({ ...JSON.parse(message), version: 2 }));
    broker.send("eventservice", message);
    await broker.quiet();
    assert.equal(await seatsLeft(eventId), 49);
    assert.equal(broker.dead("eventservice").length, 2);
    const text = await service.metrics.metrics();
    assert.match(text, /messages_dead_total\{type="unknown"\} 2/);
  });

  it("accepts events while the broker is gone, and announces them when it is back", async () => {
    broker.up = false;
    await until(async () => {
      const status = Object((await service.request("GET", "/status")).body["dependencies"]);
      return status["amqp-broker"].up === false;
    });
    const ids = [];
    for (let n = 0; n < 5; n += 1) {
      const created = await create();
      assert.equal(created.status, 201);
      ids.push(String(created.body["id"]));
    }
    assert.equal((await service.request("GET", "/readyz")).status, 200);
    assert.match(await service.metrics.metrics(), /outbox_pending_documents\{outbox="events"\} 5/);
    broker.up = true;
    await until(() => broker.published.length >= 5);
    assert.deepEqual([...new Set(announced())], ids.toSorted());
  });

  it("announces nothing into the void: it waits until somebody listens", async () => {
    await service.stop();
    broker = new BrokerDouble();
    service = await start();
    await serving();
    await create();
    await sleep(100);
    assert.deepEqual(announced(), []);
    listen(broker);
    await until(() => broker.published.length === 1);
  });

  it("loses no announcement to a restart", async () => {
    broker.faults = { ...broker.faults, drop: 1 };
    const id = String((await create()).body["id"]);
    await service.stop();
    assert.deepEqual(announced(), []);
    broker.faults = { ...broker.faults, drop: 0 };
    service = await start();
    await until(() => broker.published.length > 0);
    assert.deepEqual([...new Set(announced())], [id]);
  });

  it("answers 503 while the database is gone, keeps messages, and serves again", async () => {
    const eventId = String((await create()).body["id"]);
    mongo.up = false;
    const gone = await create();
    assert.equal(gone.status, 503);
    assert.equal(gone.headers.get("retry-after"), "2");
    assert.equal((await service.request("GET", "/events")).status, 503);
    assert.equal((await service.request("GET", "/healthz")).status, 200);
    assert.equal((await service.request("GET", "/readyz")).status, 200);
    broker.send("eventservice", told(eventId, 1, 1));
    await sleep(50);
    mongo.up = true;
    await until(async () => (await create()).status === 201, 5_000);
    await broker.quiet();
    assert.equal(await seatsLeft(eventId), 49);
    assert.deepEqual(broker.dead("eventservice"), []);
  });

  it("finishes the message in hand before it ends, and takes no other", async () => {
    const eventId = String((await create()).body["id"]);
    await until(() => broker.published.length === 1);
    await sleep(50);
    const revision = () => mongo.all<EventDocument>("events")[0]?.seatsRevision;
    const { open: release, opened: held } = gate();
    mongo.onWrite = (_when, collection) => (collection === "events" ? held : undefined);
    broker.send("eventservice", told(eventId, 1, 1));
    await sleep(50);
    let ended = false;
    const stopping = service.stop().then(() => (ended = true));
    await sleep(50);
    const endedEarly = ended;
    broker.send("eventservice", told(eventId, 2, 2));
    release();
    await stopping;
    assert.equal(endedEarly, false);
    assert.equal(revision(), 1);
    service = await start();
    await until(() => revision() === 2);
  });

  it("describes its routes", async () => {
    const { body } = await service.request("GET", "/openapi.json");
    assert.deepEqual(
      Object.keys(Object(body["paths"])).filter((path) => path.startsWith("/events")),
      ["/events", "/events/{id}"],
    );
  });
});
