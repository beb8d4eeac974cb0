import type { Dependency } from "@slipway/service-kit";
import { createMessage, type Announcement } from "@slipway/service-kit/messaging";
import {
  addToOutbox,
  isDuplicate,
  outboxOf,
  type Database,
  type Outbox,
  type WithOutbox,
} from "@slipway/service-kit/mongodb";
import { BookingCancelled, BookingMade } from "@slipway/messages";
import type { BookingFacts, Change } from "./change.ts";
import type { EventDocument } from "./known-events.ts";
import type { Seats } from "./seats.ts";

interface BookingDocument extends WithOutbox<Announcement>, Omit<BookingFacts, "bookingId"> {
  status: "booked" | "cancelled";
}

export interface Booking extends BookingFacts {
  status: "booked" | "cancelled";
}

/**
 * What has become of each booking, for those who made it. It follows the seats' document: a change
 * may be recorded twice, and with it goes the announcement.
 */
export class Bookings {
  readonly #database: Dependency;
  readonly #mongo: Database;
  readonly #seats: Seats;
  readonly #announcements: Outbox<Announcement>;

  constructor(
    database: Dependency,
    mongo: Database,
    seats: Seats,
    announcements: Outbox<Announcement>,
  ) {
    this.#database = database;
    this.#mongo = mongo;
    this.#seats = seats;
    this.#announcements = announcements;
  }

  static async prepare(mongo: Database): Promise<void> {
    await mongo.collection<BookingDocument>("bookings").createIndex({ userId: 1, _id: -1 });
  }

  async record(change: Change): Promise<void> {
    // As they are by now, with this change in them: whichever of two is told of last, the later state holds.
    const announcement = announcementOf(change, await this.#seats.event(change.booking.eventId));
    if (change.kind === "made") await this.#made(change, announcement);
    else await this.#cancelled(change, announcement);
  }

  /** Whether a change is recorded. */
  async has({ kind, booking: { bookingId: _id } }: Change): Promise<boolean> {
    const found = await this.#database.use(() =>
      this.#documents.findOne({ _id }, { projection: { status: 1 } }),
    );
    return kind === "made" ? found !== null : found?.status === "cancelled";
  }

  async byId(_id: string, userId: string): Promise<Booking | undefined> {
    const found = await this.#database.use(() => this.#documents.findOne({ _id, userId }));
    return found ? toBooking(found) : undefined;
  }

  /** Newest first. */
  async page(userId: string, limit: number, after?: string): Promise<Booking[]> {
    const filter = after === undefined ? { userId } : { userId, _id: { $lt: after } };
    const found = await this.#database.use(() =>
      this.#documents.find(filter).sort({ _id: -1 }).limit(limit).toArray(),
    );
    return found.map(toBooking);
  }

  async #made({ booking }: Change, announcement: Announcement): Promise<void> {
    const { bookingId: _id, ...facts } = booking;
    const document: BookingDocument = {
      _id,
      ...facts,
      status: "booked",
      ...outboxOf(announcement),
    };
    try {
      await this.#database.use(() => this.#documents.insertOne(document));
      this.#announcements.pass(_id, announcement);
    } catch (error) {
      if (!isDuplicate(error)) throw error;
    }
  }

  /** @throws Error when it overtook the booking, which then has to be recorded first. */
  async #cancelled({ booking }: Change, announcement: Announcement): Promise<void> {
    const { bookingId: _id } = booking;
    const { $set, $min } = addToOutbox(announcement);
    const { matchedCount } = await this.#database.use(() =>
      this.#documents.updateOne(
        { _id, status: "booked" },
        { $set: { status: "cancelled", ...$set }, $min },
      ),
    );
    if (matchedCount > 0) {
      this.#announcements.pass(_id, announcement);
      return;
    }
    const found = await this.#database.use(() => this.#documents.findOne({ _id }));
    if (!found) throw new Error(`booking ${_id} is cancelled before it is recorded`);
  }

  get #documents() {
    return this.#mongo.collection<BookingDocument>("bookings");
  }
}

function announcementOf(
  { kind, booking, requestId }: Change,
  { capacity, seatsLeft, changes: seatsRevision }: EventDocument,
): Announcement {
  const schema = kind === "made" ? BookingMade : BookingCancelled;
  const { bookingId, eventId, seats } = booking;
  const seatsTaken = capacity - seatsLeft;
  const message = createMessage(schema, { bookingId, eventId, seats, seatsTaken, seatsRevision });
  return { id: message.id, at: new Date(message.time), message, requestId };
}

function toBooking({
  _id: bookingId,
  outbox: _,
  outboxState: __,
  ...rest
}: BookingDocument): Booking {
  return { bookingId, ...rest };
}
