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
import type { BookingFacts, Change } from "./seats.ts";

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
  readonly #announcements: Outbox<Announcement>;

  constructor(database: Dependency, mongo: Database, announcements: Outbox<Announcement>) {
    this.#database = database;
    this.#mongo = mongo;
    this.#announcements = announcements;
  }

  static async prepare(mongo: Database): Promise<void> {
    await mongo.collection<BookingDocument>("bookings").createIndex({ userId: 1, _id: -1 });
  }

  async record(change: Change): Promise<void> {
    await (change.kind === "made" ? this.#made(change) : this.#cancelled(change));
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

  async #made(change: Change): Promise<void> {
    const { bookingId: _id, ...facts } = change.booking;
    const announcement = announcementOf(change);
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
  async #cancelled(change: Change): Promise<void> {
    const { bookingId: _id } = change.booking;
    const announcement = announcementOf(change);
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

function announcementOf({ kind, booking, requestId }: Change): Announcement {
  const schema = kind === "made" ? BookingMade : BookingCancelled;
  const { bookingId, eventId, seats } = booking;
  const message = createMessage(schema, { bookingId, eventId, seats });
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
