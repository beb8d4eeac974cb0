import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import {
  BookingCancelled,
  BookingMade,
  EventCancelled,
  EventChanged,
  EventCreated,
} from "@slipway/messages";
import { createMessage } from "@slipway/service-kit/messaging";
import { BrokerDouble } from "../../service-kit/test/doubles/broker-double.ts";
import { MongoDouble } from "../../service-kit/test/doubles/mongo-double.ts";
import { PeopleDouble } from "../../service-kit/test/doubles/people-double.ts";
import { gate, Replica, until } from "../../service-kit/test/doubles/replica.ts";
import { SeededRandom } from "../../service-kit/test/doubles/seeded-random.ts";
import { assemble, prepare } from "../src/booking-service.ts";

interface StoredEvent {
  _id: string;
  seatsLeft: number;
  changes: number;
  stripes: Record<string, number>;
  outbox: object;
}

interface StoredBooking {
  _id: string;
  seats: number;
  status: string;
  outbox: object;
}

/** An event's time: tomorrow, for two hours. */
const [start, end] = [24, 26].map((hours) =>
  new Date(Date.now() + hours * 3_600_000).toISOString(),
) as [string, string];
const timeZone = "Europe/Amsterdam";

const isEmpty = (outbox: object) => Object.keys(outbox).length === 0;

describe("bookingservice", () => {
  let mongo: MongoDouble;
  let broker: BrokerDouble;
  let people: PeopleDouble;
  let userUrl: string;
  let replicas: Replica[];

  beforeEach(async () => {
    mongo = new MongoDouble();
    broker = new BrokerDouble();
    people = new PeopleDouble();
    userUrl = await people.start();
    listen(broker);
    replicas = await Promise.all([replica(), replica()]);
    for (const replica of replicas) {
      await until(async () => (await replica.request("GET", "/readyz")).status === 200);
      await until(async () => (await dependency(replica, "user")).up);
    }
  });

  afterEach(async () => {
    mongo.up = true;
    mongo.onWrite = () => {};
    broker.up = true;
    await Promise.all(replicas.map((replica) => replica.stop()));
    await people.stop();
  });

  const replica = () =>
    Replica.start((log) =>
      assemble(mongo.connect(prepare), (parts) => broker.connect(parts), userUrl, log),
    );

  async function dependency(replica: Replica | undefined, name: string) {
    const { body } = (await replica?.request("GET", "/status")) ?? { body: {} };
    return Object(body)["dependencies"][name] as { up: boolean };
  }

  let turn = 0;
  function send(method: string, path: string, who = "ada", body?: unknown) {
    turn += 1;
    const replica = replicas[turn % replicas.length];
    assert.ok(replica);
    return replica.request(method, path, { token: `token-of-${who}`, body });
  }
  const book = (eventId: string, seats = 1, who = "ada") =>
    send("POST", "/bookings", who, { eventId, seats });
  const cancel = (id: unknown, who = "ada") => send("DELETE", `/bookings/${id}`, who);

  function event(capacity = 50, eventId: string = randomUUID()): string {
    const data = { eventId, name: "Gig", start, end, timeZone, capacity };
    broker.send("bookingservice", JSON.stringify(createMessage(EventCreated, data)));
    return eventId;
  }
  async function known(capacity = 50): Promise<string> {
    const id = event(capacity);
    await until(() => mongo.all<StoredEvent>("events").some(({ _id }) => _id === id));
    return id;
  }
  const stored = (id: string) =>
    mongo.all<StoredEvent>("events").find(({ _id }) => _id === id) ?? assert.fail("no event");
  const announced = (type: string) =>
    new Set(
      broker.published
        .filter((message) => message.type === type)
        .map(({ data }) => String(Object(data).bookingId)),
    );
  const count = (statuses: number[], wanted: number) =>
    statuses.filter((status) => status === wanted).length;

  /** Everything told and recorded, and nobody's seats counted twice or forgotten. */
  async function settled(eventId: string, capacity: number): Promise<StoredBooking[]> {
    // What was refused is tried again later each time: after 1, 2 and 4 s, and as much more by chance.
    const limit = 15_000;
    await until(() => isEmpty(stored(eventId).outbox), limit);
    const passed = () =>
      mongo.all<StoredBooking>("bookings").every(({ outbox }) => isEmpty(outbox));
    await until(passed, limit);
    const bookings = mongo.all<StoredBooking>("bookings");
    const booked = bookings.filter(({ status }) => status === "booked");
    const taken = booked.reduce((sum, { seats }) => sum + seats, 0);
    const { seatsLeft, changes } = stored(eventId);
    assert.equal(seatsLeft, capacity - taken);
    assert.equal(changes, 2 * bookings.length - booked.length);
    // Whoever goes by the latest of the messages, in whatever order they came, knows what is taken.
    const told = broker.published.map(({ data }) => Object(data));
    const ofEvent = told.filter((data) => data.eventId === eventId && data.seatsRevision > 0);
    const latest = ofEvent.toSorted((one, two) => two.seatsRevision - one.seatsRevision)[0];
    if (bookings.length > 0) {
      assert.deepEqual([latest?.seatsRevision, latest?.seatsTaken], [changes, taken]);
    }
    assert.deepEqual([...announced("booking.made")].length, bookings.length);
    const cancelled = bookings.filter(({ status }) => status === "cancelled");
    assert.deepEqual(
      [...announced("booking.cancelled")].toSorted(),
      cancelled.map(({ _id }) => _id).toSorted(),
    );
    return bookings;
  }

  it("books, lists, cancels and lists again, for the one who is logged in", async () => {
    const eventId = await known();
    const made = await book(eventId, 2);
    assert.equal(made.status, 201);
    const { id, bookedAt, ...rest } = made.body;
    const shown = { eventId, eventName: "Gig", eventStart: start, eventTimeZone: timeZone };
    assert.deepEqual(rest, { ...shown, seats: 2, status: "booked" });
    assert.deepEqual((await send("GET", "/bookings")).body.items, [made.body]);
    assert.deepEqual((await send("GET", "/bookings", "bob")).body.items, []);
    assert.equal((await cancel(id, "bob")).status, 404);
    assert.equal((await cancel(id)).status, 204);
    assert.equal((await cancel(id)).status, 204);
    const [item] = (await send("GET", "/bookings")).body.items ?? [];
    assert.equal(item?.["status"], "cancelled");
    assert.equal((await settled(eventId, 50)).length, 1);
  });

  it("asks the user service with the request's id, and each time", async () => {
    const eventId = await known();
    const [replica] = replicas;
    const body = { eventId, seats: 1 };
    const token = "token-of-ada";
    await replica?.request("POST", "/bookings", { token, body, requestId: "abc-1" });
    await replica?.request("GET", "/bookings", { token, requestId: "abc-2" });
    assert.deepEqual(people.requestIds, ["abc-1", "abc-2"]);
    await until(() => broker.requestIds.length > 0);
    assert.deepEqual([...new Set(broker.requestIds)], ["abc-1"]);
  });

  it("answers 401 without a session", async () => {
    const eventId = await known();
    const [replica] = replicas;
    const none = await replica?.request("POST", "/bookings", { body: { eventId, seats: 1 } });
    const strange = await replica?.request("GET", "/bookings", { token: "strange" });
    assert.deepEqual([none?.status, strange?.status], [401, 401]);
    assert.equal(none?.headers.get("www-authenticate"), "Bearer");
  });

  const mistakes: [what: string, body: unknown, fields: string[]][] = [
    ["nothing", {}, ["eventId", "seats"]],
    ["no seats", { eventId: randomUUID(), seats: 0 }, ["seats"]],
    ["half a seat", { eventId: randomUUID(), seats: 0.5 }, ["seats"]],
    ["two mistakes", { eventId: "x", seats: "1" }, ["eventId", "seats"]],
    ["a query operator", { eventId: { $gt: "" }, seats: 1 }, ["eventId"]],
    ["somebody else's name", { eventId: randomUUID(), seats: 1, userId: "bob" }, ["userId"]],
  ];
  for (const [what, body, fields] of mistakes) {
    it(`answers ${what} with one 400 that names ${fields.join(", ")}`, async () => {
      const answer = await send("POST", "/bookings", "ada", body);
      assert.equal(answer.status, 400);
      const named = answer.body.error?.fields?.map(({ field }) => field) ?? [];
      assert.deepEqual(named.toSorted(), fields.toSorted());
    });
  }

  it("answers 404 for an unknown event and 409 for more seats than are left", async () => {
    const eventId = await known(3);
    assert.equal((await book(randomUUID())).status, 404);
    assert.equal((await book(eventId, 4)).status, 409);
    assert.equal((await book(eventId, 3)).status, 201);
    const full = await book(eventId);
    assert.deepEqual([full.status, full.body.error?.code], [409, "too_few_seats"]);
  });

  it("lets 50 of 100 have the 50 seats, over two replicas", async () => {
    const eventId = await known(50);
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, n) => book(eventId, 1, `p${n}`)),
    );
    const statuses = answers.map(({ status }) => status);
    assert.deepEqual([count(statuses, 201), count(statuses, 409)], [50, 50]);
    assert.equal((await settled(eventId, 50)).length, 50);
  });

  it("frees seats once, however many cancel at once", async () => {
    const eventId = await known(5);
    const { body } = await book(eventId, 3);
    const answers = await Promise.all(Array.from({ length: 10 }, () => cancel(body["id"])));
    assert.equal(
      count(
        answers.map(({ status }) => status),
        204,
      ),
      10,
    );
    await settled(eventId, 5);
    assert.equal(stored(eventId).seatsLeft, 5);
  });

  it("opens an event once, however often it is told of", async () => {
    const eventId = await known(5);
    await book(eventId, 3);
    event(5, eventId);
    await broker.quiet();
    assert.equal(stored(eventId).seatsLeft, 2);
  });

  function tell(schema: typeof EventChanged | typeof EventCancelled, given: object): void {
    const data = { name: "Gala", start, end, timeZone, capacity: 5, revision: 0, ...given };
    const message = createMessage(schema as typeof EventChanged, data as EventChanged["data"]);
    broker.send("bookingservice", JSON.stringify(message));
  }

  it("books nothing of an event that is cancelled, and shows its bookings as cancelled", async () => {
    const eventId = await known(5);
    const { body } = await book(eventId, 2);
    tell(EventCancelled, { eventId });
    await broker.quiet();
    const refused = await book(eventId);
    assert.deepEqual([refused.status, refused.body.error?.code], [409, "event_cancelled"]);
    const [item] = (await send("GET", "/bookings")).body.items ?? [];
    assert.deepEqual([item?.["id"], item?.["status"]], [body["id"], "cancelled"]);
    assert.equal((await cancel(body["id"])).status, 204);
    await settled(eventId, 5);
  });

  it("books until the event ends, and says when that was", async () => {
    const eventId = await known(5);
    const at = (milliseconds: number) => new Date(Date.now() + milliseconds).toISOString();
    tell(EventChanged, { eventId, revision: 1, start: at(-60_000), end: at(60_000) });
    await broker.quiet();
    assert.equal((await book(eventId)).status, 201);
    const over = at(-1);
    tell(EventChanged, { eventId, revision: 2, start: at(-60_000), end: over });
    await broker.quiet();
    const { status, body } = await book(eventId);
    assert.deepEqual([status, body.error?.code], [409, "event_over"]);
    assert.match(String(Object(body.error).message), new RegExp(`ended at ${over}`));
    await settled(eventId, 5);
  });

  it("refuses a booking that the cancellation overtakes", async () => {
    const eventId = await known(5);
    mongo.onWrite = (when, collection) => {
      if (when !== "before" || collection !== "events") return;
      mongo.onWrite = () => {};
      tell(EventCancelled, { eventId });
      return until(() => Object(stored(eventId)).cancelled === true);
    };
    const refused = await book(eventId);
    assert.deepEqual([refused.status, refused.body.error?.code], [409, "event_cancelled"]);
    assert.equal(stored(eventId).seatsLeft, 5);
  });

  it("shows bookings with the event's new name and time", async () => {
    const eventId = await known(5);
    await book(eventId, 2);
    const later = new Date(Date.parse(start) + 60_000).toISOString();
    tell(EventChanged, { eventId, revision: 1, start: later, timeZone: "Asia/Tokyo" });
    await broker.quiet();
    const [item] = (await send("GET", "/bookings")).body.items ?? [];
    assert.deepEqual(
      [item?.["eventName"], item?.["eventStart"], item?.["eventTimeZone"], item?.["status"]],
      ["Gala", later, "Asia/Tokyo", "booked"],
    );
  });

  it("keeps seats that were booked before they were taken away, and sells no more", async () => {
    const eventId = await known(5);
    await book(eventId, 4);
    tell(EventChanged, { eventId, capacity: 3, revision: 1 });
    await broker.quiet();
    assert.equal(stored(eventId).seatsLeft, -1);
    assert.equal((await book(eventId)).status, 409);
    await settled(eventId, 3);
  });

  for (let seed = 1; seed <= 12; seed += 1) {
    it(`ends with the latest of an event, whatever the order and the repeats (seed ${seed})`, async () => {
      const random = new SeededRandom(seed);
      broker.faults = { ...broker.faults, delay: 0.5, loseAck: 0.1 };
      const eventId = randomUUID();
      const isCancelled = random.chance(0.5);
      const messages: (() => void)[] = [() => void event(5, eventId)];
      for (let revision = 1; revision <= 4; revision += 1) {
        const facts = { eventId, revision, name: `Gig ${revision}`, capacity: 5 + revision };
        messages.push(() => tell(EventChanged, facts));
      }
      // As it was before the last change.
      if (isCancelled) messages.push(() => tell(EventCancelled, { eventId, revision: 3 }));
      const twice = messages.filter(() => random.chance(0.4));
      for (const send of random.shuffled([...messages, ...twice])) {
        send();
        if (random.chance(0.3)) await book(eventId);
      }
      await broker.quiet();
      broker.faults = { ...broker.faults, delay: 0, loseAck: 0 };
      const { name, capacity, cancelled } = Object(stored(eventId));
      assert.deepEqual([name, capacity, cancelled], ["Gig 4", 9, isCancelled]);
      await settled(eventId, 9);
    });
  }

  function bookBy(key: string, eventId: string, seats = 1, who = "ada") {
    turn += 1;
    const replica = replicas[turn % replicas.length] ?? assert.fail("no replica");
    const body = { eventId, seats };
    return replica.request("POST", "/bookings", { token: `token-of-${who}`, body, key });
  }

  it("answers the same key of the same person the same, and books once", async () => {
    const eventId = await known(5);
    const first = await bookBy("k", eventId, 2);
    assert.equal(first.status, 201);
    const again = await bookBy("k", eventId, 2);
    assert.deepEqual([again.status, again.body], [201, first.body]);
    const other = await bookBy("k", eventId, 2, "bob");
    assert.notEqual(other.body["id"], first.body["id"]);
    assert.equal((await cancel(first.body["id"])).status, 204);
    const late = await bookBy("k", eventId, 2);
    assert.deepEqual([late.status, late.body], [201, first.body]);
    assert.equal((await settled(eventId, 5)).length, 2);
    assert.equal(stored(eventId).seatsLeft, 3);
  });

  it("answers 422 to a key of another body, and names it", async () => {
    const eventId = await known(5);
    await bookBy("k", eventId, 2);
    const refused = await bookBy("k", eventId, 3);
    assert.deepEqual([refused.status, refused.body.error?.code], [422, "key_reused"]);
    assert.equal(refused.body.error?.fields?.[0]?.field, "idempotency-key");
    assert.equal(stored(eventId).seatsLeft, 3);
  });

  for (const [what, key] of [
    ["256 characters", "k".repeat(256)],
    ["a blank", "a b"],
    ["none", ""],
  ] as const) {
    it(`answers 400 to a key of ${what}, and names it`, async () => {
      const { status, body } = await bookBy(key, randomUUID());
      assert.deepEqual(
        [status, body.error?.fields?.[0]],
        [400, { field: "idempotency-key", message: "1 to 255 visible ASCII characters" }],
      );
    });
  }

  it("answers 409 with Retry-After while the same is under way", async () => {
    const eventId = await known(5);
    const { open: release, opened: held } = gate();
    let isHeld = false;
    mongo.onWrite = (when, collection) => {
      if (when !== "before" || collection !== "events" || isHeld) return;
      isHeld = true;
      return held;
    };
    const first = bookBy("k", eventId);
    await until(() => isHeld);
    const meanwhile = await bookBy("k", eventId);
    release();
    assert.deepEqual([meanwhile.status, meanwhile.body.error?.code], [409, "in_progress"]);
    assert.equal(meanwhile.headers.get("retry-after"), "1");
    assert.equal((await first).status, 201);
    assert.deepEqual((await bookBy("k", eventId)).body, (await first).body);
    assert.equal((await settled(eventId, 5)).length, 1);
  });

  it("does not keep a refusal, which has booked nothing", async () => {
    assert.equal((await bookBy("k", randomUUID())).status, 404);
    const eventId = await known(2);
    const { body } = await book(eventId);
    assert.equal((await bookBy("k", eventId, 2)).status, 409);
    await cancel(body["id"]);
    assert.equal((await bookBy("k", eventId, 2)).status, 201);
    await settled(eventId, 2);
  });

  it("forgets a key after 24 hours", async () => {
    const eventId = await known(5);
    const first = await bookBy("k", eventId);
    const at = new Date(Date.now() - 25 * 3_600_000);
    const keys = mongo.connect(prepare).collection<{ _id: string; at: Date }>("idempotency-keys");
    await keys.updateOne({}, { $set: { at } });
    const second = await bookBy("k", eventId);
    assert.equal(second.status, 201);
    assert.notEqual(second.body["id"], first.body["id"]);
    assert.deepEqual((await bookBy("k", eventId)).body, second.body);
    assert.equal((await settled(eventId, 5)).length, 2);
  });

  it("takes no seats again for a booking that is cancelled, when nobody noted that it was done", async () => {
    const eventId = await known(5);
    let writes = 0;
    mongo.onWrite = (when, collection) => {
      if (when !== "before" || collection !== "idempotency-keys") return;
      writes += 1;
      if (writes === 2) throw new Error("lost before the write");
    };
    const { body } = await bookBy("k", eventId, 2);
    assert.equal((await cancel(body["id"])).status, 204);
    await until(async () => (await bookBy("k", eventId, 2)).status === 201);
    await settled(eventId, 5);
    assert.equal(stored(eventId).seatsLeft, 5);
  });

  // The key, the seats, the record, and that it is done.
  for (const when of ["before", "after"] as const) {
    for (let nth = 1; nth <= 5; nth += 1) {
      it(`books once by a key that is sent until it is answered, after a crash ${when} write ${nth}`, async () => {
        const eventId = await known(5);
        mongo.loseWrite(nth, when);
        const ids = new Set<unknown>();
        const answered = () =>
          until(async () => {
            const { status, body } = await bookBy("k", eventId, 2);
            assert.ok([201, 409, 503].includes(status));
            if (status === 201) ids.add(body["id"]);
            return status === 201;
          });
        await answered();
        await answered();
        const bookings = await settled(eventId, 5);
        assert.deepEqual(
          bookings.map(({ _id }) => _id),
          [...ids],
        );
        assert.equal(stored(eventId).seatsLeft, 3);
      });
    }
  }

  // Booking and cancelling write four times or more; each may be lost, done or not.
  for (const when of ["before", "after"] as const) {
    for (let nth = 1; nth <= 6; nth += 1) {
      it(`is right again after a crash ${when} write ${nth} of a booking and its cancellation`, async () => {
        const eventId = await known(5);
        mongo.loseWrite(nth, when);
        const made = await book(eventId, 2);
        // Once the seats are taken, the rest is sure to follow.
        assert.equal(made.status, nth === 1 ? 503 : 201);
        await until(async () => (await send("GET", "/bookings")).status === 200);
        if (made.status === 201) {
          const cancelled = await cancel(made.body["id"]);
          // It stands, but may not be recorded yet.
          assert.ok([204, 404, 503].includes(cancelled.status));
        }
        const bookings = await settled(eventId, 5);
        if (made.status === 201) assert.equal(bookings.length, 1);
      });
    }
  }

  for (let seed = 1; seed <= 4; seed += 1) {
    it(`keeps its books under any mix of bookings, cancellations and faults (seed ${seed})`, async () => {
      const random = new SeededRandom(seed);
      broker.faults = { duplicate: 0.3, delay: 0.5, drop: 0.05, loseConfirm: 0.05, loseAck: 0.2 };
      const eventId = await known(20);
      const person = async (who: string) => {
        for (let step = 0; step < 5; step += 1) {
          const { status, body } = await book(eventId, 1 + random.below(3), who);
          if (status === 201 && random.chance(0.6)) await cancel(body["id"], who);
          assert.ok(stored(eventId).seatsLeft >= 0);
        }
      };
      await Promise.all(Array.from({ length: 8 }, (_, n) => person(`p${n}`)));
      broker.faults = { duplicate: 0, delay: 0, drop: 0, loseConfirm: 0, loseAck: 0 };
      await settled(eventId, 20);
    });
  }

  it("accepts bookings while the broker is gone, and announces them when it is back", async () => {
    const eventId = await known();
    broker.up = false;
    await until(async () => !(await dependency(replicas[0], "amqp-broker")).up);
    const kept = await book(eventId);
    const dropped = await book(eventId);
    assert.equal((await cancel(dropped.body["id"])).status, 204);
    assert.deepEqual(broker.published, []);
    broker.up = true;
    await settled(eventId, 50);
    assert.ok(announced("booking.made").has(String(kept.body["id"])));
  });

  it("answers 503 while the database is gone, and serves again", async () => {
    const eventId = await known();
    mongo.up = false;
    const gone = await book(eventId);
    assert.deepEqual([gone.status, gone.headers.get("retry-after")], [503, "2"]);
    mongo.up = true;
    await until(async () => (await book(eventId)).status === 201, 5_000);
  });

  it("answers 503 when nobody can tell who is logged in, and is ready nonetheless", async () => {
    const eventId = await known();
    people.status = 503;
    const unsure = await book(eventId);
    assert.deepEqual([unsure.status, unsure.headers.get("retry-after")], [503, "2"]);
    await people.stop();
    const gone = await book(eventId);
    assert.deepEqual([gone.status, gone.headers.get("retry-after")], [503, "2"]);
    replicas.push(await replica());
    const latest = replicas.at(-1);
    await until(async () => (await latest?.request("GET", "/readyz"))?.status === 200);
    assert.equal((await dependency(latest, "user")).up, false);
    assert.equal(stored(eventId).seatsLeft, 50);
  });

  it("pages through a person's bookings, newest first", async () => {
    const eventId = await known();
    const ids: unknown[] = [];
    for (let n = 0; n < 3; n += 1) ids.unshift((await book(eventId)).body["id"]);
    const first = await send("GET", "/bookings?limit=2");
    const second = await send("GET", `/bookings?limit=2&cursor=${first.body["next"]}`);
    const items = [...(first.body.items ?? []), ...(second.body.items ?? [])];
    assert.deepEqual([items.length, second.body["next"]], [3, undefined]);
    // Two replicas within one millisecond have no order.
    assert.deepEqual(new Set(items.map(({ id }) => id)), new Set(ids));
  });

  it("writes no token into its logs", async () => {
    await book(await known());
    const lines = replicas.flatMap(({ logs }) => logs).join("");
    assert.doesNotMatch(lines, /token-of/);
  });
});

/** A queue that takes the announcements, and a consumer that is content with each. */
function listen(broker: BrokerDouble): void {
  const inbox = { receive: async () => ({ kind: "done" }) };
  const subscriptions = [BookingMade, BookingCancelled].map((schema) => ({
    exchange: "bookingservice",
    schema,
  }));
  const parts = { name: "listener", subscriptions, inbox } as unknown;
  void broker
    .connect(parts as Parameters<BrokerDouble["connect"]>[0])
    .open(new AbortController().signal);
}
