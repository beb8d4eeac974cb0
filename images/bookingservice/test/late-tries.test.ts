import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import { createLogger, Dependency, Failure } from "@slipway/service-kit";
import type { Announcement } from "@slipway/service-kit/messaging";
import { Idempotency, Outbox } from "@slipway/service-kit/mongodb";
import { MongoDouble } from "../../service-kit/test/doubles/mongo-double.ts";
import { gate, until } from "../../service-kit/test/doubles/replica.ts";
import { prepare } from "../src/booking-service.ts";
import { Bookings } from "../src/bookings.ts";
import type { Change } from "../src/change.ts";
import { KnownEvents, type EventDocument } from "../src/known-events.ts";
import { Reservations } from "../src/reservations.ts";
import { Seats } from "../src/seats.ts";

const log = createLogger("silent");
const hour = 3_600_000;

/** A write that its sender has given up, and that the database does all the same, whenever it comes to it. */
describe("a try that is carried out late", () => {
  let mongo: MongoDouble;
  let database: Dependency;
  let bookings: Bookings;
  let reservations: Reservations;
  let eventId: string;

  beforeEach(async () => {
    mongo = new MongoDouble();
    const documents = mongo.connect(prepare);
    database = new Dependency("mongodb", documents, log, { call: 40 });
    database.start();
    await until(() => database.up);
    const seats = new Seats(database, documents);
    const outbox = { database, target: database, log };
    const announcements = new Outbox<Announcement>({
      ...{ ...outbox, name: "bookings", documents: () => documents.collection("bookings") },
      deliver: async () => {},
    });
    bookings = new Bookings(database, documents, seats, announcements);
    const changes = new Outbox<Change>({
      ...{ ...outbox, name: "events", documents: () => documents.collection("events") },
      deliver: (change) => bookings.record(change),
    });
    const keys = new Idempotency<Change>(database, documents);
    reservations = new Reservations(seats, bookings, changes, keys);
    eventId = randomUUID();
    const [start, end] = [new Date(Date.now() + hour), new Date(Date.now() + 2 * hour)];
    await new KnownEvents(database, documents).created({
      ...{ eventId, name: "Gig", timeZone: "UTC", capacity: 5 },
      ...{ start: start.toISOString(), end: end.toISOString() },
    });
  });

  afterEach(async () => {
    mongo.onWrite = () => {};
    await database.stop();
  });

  const wish = (userId = "ada", seats = 2) => ({ userId, eventId, seats, requestId: "r" });
  const event = () => mongo.all<EventDocument>("events")[0] ?? assert.fail("no event");

  /** Holds the next write to the event's document. @returns what lets it be done. */
  function holdNext(): () => Promise<void> {
    const { open, opened } = gate();
    mongo.onWrite = (when, collection) => {
      if (when !== "before" || collection !== "events") return;
      mongo.onWrite = () => {};
      return opened;
    };
    return async () => {
      open();
      await nextTurn();
    };
  }

  /** By the same key, until no other request of it is under way. */
  async function again(): Promise<string> {
    for (;;) {
      try {
        return (await reservations.make(wish(), "k")).bookingId;
      } catch (error) {
        if (!(error instanceof Failure) || error.code !== "in_progress") throw error;
        await sleep(5);
      }
    }
  }

  const booking = async (id: string) =>
    (await bookings.byId(id, "ada")) ?? assert.fail("no booking");
  const left = () => event().seatsLeft;

  it("takes no seats once another one has", async () => {
    const release = holdNext();
    await assert.rejects(reservations.make(wish(), "k"), { status: 503 });
    await again();
    assert.equal(left(), 3);
    await release();
    assert.equal(left(), 3);
  });

  it("takes no seats of a booking that is cancelled by then", async () => {
    const release = holdNext();
    await assert.rejects(reservations.make(wish(), "k"), { status: 503 });
    await reservations.cancel(await booking(await again()), "r");
    assert.equal(left(), 5);
    await release();
    assert.equal(left(), 5);
  });

  it("takes no seats for who was refused meanwhile", async () => {
    const release = holdNext();
    await assert.rejects(reservations.make(wish(), "k"), { status: 503 });
    const other = await reservations.make(wish("bob", 4));
    await assert.rejects(again(), { status: 409, code: "too_few_seats" });
    await reservations.cancel(other, "r");
    await release();
    assert.equal(left(), 5);
  });

  it("takes the seats once of many that were planned as one", async () => {
    const tries: Promise<unknown>[] = [];
    const opened: (() => void)[] = [];
    mongo.onWrite = (when, collection) => {
      if (collection !== "events" || when !== "before" || opened.length >= 4) return;
      const { open, opened: held } = gate();
      opened.push(open);
      return held;
    };
    const keys = mongo
      .connect(prepare)
      .collection<{ _id: string; busyUntil: Date }>("idempotency-keys");
    for (let n = 1; n <= 4; n += 1) {
      tries.push(reservations.make(wish(), "k").catch(() => {}));
      await until(() => opened.length === n);
      // As after a pause of its process: the next request has its turn.
      await keys.updateOne({}, { $set: { busyUntil: new Date(0) } });
    }
    for (const open of opened.toReversed()) open();
    await Promise.all(tries);
    await until(() => left() === 3);
    await until(() => Object.keys(event().outbox).length === 0);
    assert.deepEqual([left(), event().changes], [3, 1]);
  });

  it("frees no seats once another one has", async () => {
    const made = await reservations.make(wish());
    const release = holdNext();
    await assert.rejects(reservations.cancel(made, "r"), { status: 503 });
    await reservations.cancel(made, "r");
    await reservations.make(wish("bob", 1));
    assert.equal(left(), 4);
    await release();
    assert.equal(left(), 4);
  });

  it("is found by who tries again before it is recorded", async () => {
    const release = holdNext();
    await assert.rejects(reservations.make(wish(), "k"), { status: 503 });
    await release();
    const id = await again();
    assert.deepEqual([left(), (await booking(id)).status], [3, "booked"]);
  });

  it("ends with 503 where others are faster all the time", async () => {
    const made = await reservations.make(wish());
    const stripes = mongo.connect(prepare).collection<EventDocument>("events");
    const names = Array.from({ length: 64 }, (_, n) => `s${n}`);
    const $inc = Object.fromEntries(names.map((name) => [`stripes.${name}`, 1]));
    let isMine = false;
    mongo.onWrite = async (when, collection) => {
      if (when !== "before" || collection !== "events" || isMine) return;
      isMine = true;
      await stripes.updateOne({ _id: eventId }, { $inc });
      isMine = false;
    };
    await assert.rejects(reservations.cancel(made, "r"), { status: 503, retryAfter: 1 });
    assert.equal(left(), 3);
  });
});
