import { randomUUID } from "node:crypto";
import { Failure, type Dependency } from "@slipway/service-kit";
import { addToOutbox, type Database } from "@slipway/service-kit/mongodb";
import { v7 as uuid } from "uuid";
import type { EventDocument, KnownEvent } from "./known-events.ts";

/** All that there is to know of a booking. */
export interface BookingFacts {
  /** A UUID of version 7, so that the order of ids is that of time. */
  bookingId: string;
  userId: string;
  eventId: string;
  eventName: string;
  eventStart: Date;
  seats: number;
  bookedAt: Date;
}

/** Something that has happened to an event's seats, and is still to be seen in the bookings. */
export interface Change {
  id: string;
  at: Date;
  kind: "made" | "cancelled";
  booking: BookingFacts;
  requestId: string;
}

/**
 * The seats of each event, in one document. Here alone it is decided who has a seat: each step is
 * one conditional update, so that the database puts them in a row, and each leaves its change in
 * the same document for the rest to follow.
 */
export class Seats {
  readonly #database: Dependency;
  readonly #mongo: Database;

  constructor(database: Dependency, mongo: Database) {
    this.#database = database;
    this.#mongo = mongo;
  }

  /** What taking seats would change. @throws Failure 404 for an event that is not known, 409 when it is cancelled. */
  async plan(given: {
    userId: string;
    eventId: string;
    seats: number;
    requestId: string;
  }): Promise<Change> {
    const { userId, eventId, seats, requestId } = given;
    const event = await this.#bookable(eventId);

    const booking: BookingFacts = {
      ...{ bookingId: uuid(), userId, eventId, seats, bookedAt: new Date() },
      ...{ eventName: event.name, eventStart: event.start },
    };
    return { id: randomUUID(), at: new Date(), kind: "made", booking, requestId };
  }

  /**
   * Does nothing for a booking that holds its seats already.
   * @throws Failure 409 when the event is cancelled or has too few seats left.
   */
  async take(change: Change): Promise<void> {
    const { bookingId, eventId, seats } = change.booking;
    const { matchedCount } = await this.#database.use(() =>
      this.#documents.updateOne(
        {
          _id: eventId,
          seatsLeft: { $gte: seats },
          cancelled: { $ne: true },
          holders: { $ne: bookingId },
        },
        {
          $inc: { seatsLeft: -seats },
          $push: { holders: bookingId },
          ...addToOutbox(change),
        },
      ),
    );
    if (matchedCount > 0 || (await this.#holds(change.booking))) return;
    // It may have been cancelled just now.
    await this.#bookable(eventId);
    throw new Failure(409, "too_few_seats", "the event has too few seats left", {
      fields: [{ field: "seats", message: "is more than there are left" }],
    });
  }

  /** Undefined when the booking holds no seats any more. */
  async free(booking: BookingFacts, requestId: string): Promise<Change | undefined> {
    const { bookingId, eventId, seats } = booking;
    const change: Change = {
      id: randomUUID(),
      at: new Date(),
      kind: "cancelled",
      booking,
      requestId,
    };
    const { matchedCount } = await this.#database.use(() =>
      this.#documents.updateOne(
        { _id: eventId, holders: bookingId },
        {
          $inc: { seatsLeft: seats },
          $pull: { holders: bookingId },
          ...addToOutbox(change),
        },
      ),
    );
    return matchedCount === 0 ? undefined : change;
  }

  async #holds({ eventId: _id, bookingId }: BookingFacts): Promise<boolean> {
    const filter = { _id, holders: bookingId };
    const found = await this.#database.use(() =>
      this.#documents.findOne(filter, { projection: { _id: 1 } }),
    );
    return found !== null;
  }

  async #bookable(_id: string): Promise<KnownEvent> {
    const projection = { name: 1, start: 1, cancelled: 1 };
    const event = await this.#database.use(() => this.#documents.findOne({ _id }, { projection }));
    if (!event) throw new Failure(404, "not_found", "there is no such event to book");
    if (event.cancelled) throw new Failure(409, "event_cancelled", "the event is cancelled");
    return event;
  }

  get #documents() {
    return this.#mongo.collection<EventDocument>("events");
  }
}
