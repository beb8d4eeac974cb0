import { randomUUID } from "node:crypto";
import type { MongoClient } from "mongodb";
import type { BookingFacts } from "../../bookingservice/src/change.ts";
import type { EventDocument as KnownEvent } from "../../bookingservice/src/known-events.ts";
import type { EventDocument } from "../../eventservice/src/event-document.ts";

const hour = 3_600_000;

/** Documents that are written at a time. */
const batch = 2_000;

export const databases = { events: "bench_events", bookings: "bench_bookings" };

/** An event of as many seats as it may have. @param n Which of many: each begins a minute after the one before. */
export function event(n: number, seatsTaken = 0): EventDocument {
  const start = new Date(Date.now() + hour + n * 60_000);
  return {
    ...{ _id: randomUUID(), name: `Concert ${n}`, description: "An evening of music. ".repeat(10) },
    ...{ start, end: new Date(start.getTime() + 2 * hour), timeZone: "Europe/Amsterdam" },
    location: { name: "Hall", address: "1 Main Street", country: "Utopia", halls: ["Large"] },
    ...{ capacity: 100_000 + seatsTaken, createdBy: "ada", revision: 0, cancelled: false },
    ...{ seatsTaken, seatsRevision: seatsTaken, outbox: {} },
  };
}

export async function addEvents(client: MongoClient, from: number, to: number): Promise<void> {
  const documents = client.db(databases.events).collection<EventDocument>("events");
  for (let n = from; n < to; n += batch) {
    const count = Math.min(batch, to - n);
    await documents.insertMany(Array.from({ length: count }, (_, k) => event(n + k)));
  }
}

/** The same event in both services, with its bookings, of one seat each. */
export async function addSoldEvent(client: MongoClient, bookings: number): Promise<string> {
  const sold = event(0, bookings);
  const { _id, name, start, end, timeZone, capacity, revision, cancelled } = sold;
  await client.db(databases.events).collection<EventDocument>("events").insertOne(sold);
  const known: KnownEvent = {
    ...{ _id, name, start, end, timeZone, capacity, revision, cancelled },
    ...{ seatsLeft: capacity - bookings, changes: bookings, stripes: {}, outbox: {} },
  };
  const mine = client.db(databases.bookings);
  await mine.collection<KnownEvent>("events").insertOne(known);
  const documents = mine.collection<Omit<BookingFacts, "bookingId"> & { _id: string }>("bookings");
  for (let n = 0; n < bookings; n += batch) {
    const facts = { eventId: _id, eventName: name, eventStart: start, eventTimeZone: timeZone };
    const count = Math.min(batch, bookings - n);
    await documents.insertMany(
      Array.from({ length: count }, (_, k) => ({
        ...{ _id: randomUUID(), userId: `p${n + k}`, ...facts, seats: 1 },
        ...{ bookedAt: new Date(), status: "booked", outbox: {} },
      })),
    );
  }
  return _id;
}

export async function clear(client: MongoClient): Promise<void> {
  for (const [name, collections] of [
    [databases.events, ["events"]],
    [databases.bookings, ["events", "bookings"]],
  ] as const) {
    for (const collection of collections) await client.db(name).collection(collection).drop();
  }
}
