import type { Dependency } from "@slipway/service-kit";
import { isDuplicate, type Database } from "@slipway/service-kit/mongodb";
import type { BookingCancelled, BookingMade } from "@slipway/messages";

interface BookingDocument {
  _id: string;
  eventId: string;
  seats: number;
  cancelled: boolean;
}

/**
 * What the booking service has told of seats: one document a booking, and its cancellation is for
 * good. So messages may come twice and in any order, and the sum of what is left standing is right;
 * a counter would have to be kept in step with what it has counted.
 */
export class TakenSeats {
  readonly #database: Dependency;
  readonly #mongo: Database;

  constructor(database: Dependency, mongo: Database) {
    this.#database = database;
    this.#mongo = mongo;
  }

  static async prepare(mongo: Database): Promise<void> {
    const documents = mongo.collection<BookingDocument>("bookings");
    // All that the sum needs stands in the index.
    await documents.createIndex({ eventId: 1, cancelled: 1, seats: 1 });
  }

  async add({ bookingId: _id, eventId, seats }: BookingMade["data"]): Promise<void> {
    try {
      await this.#database.use(() =>
        this.#documents.insertOne({ _id, eventId, seats, cancelled: false }),
      );
    } catch (error) {
      if (!isDuplicate(error)) throw error;
    }
  }

  async remove({ bookingId: _id, eventId, seats }: BookingCancelled["data"]): Promise<void> {
    try {
      await this.#database.use(() =>
        this.#documents.insertOne({ _id, eventId, seats, cancelled: true }),
      );
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      const cancelled = { $set: { cancelled: true } };
      await this.#database.use(() => this.#documents.updateOne({ _id }, cancelled));
    }
  }

  /** The seats taken of each event; an event without bookings is not in it. */
  async of(eventIds: string[]): Promise<Map<string, number>> {
    if (eventIds.length === 0) return new Map();
    const sums = await this.#database.use(() =>
      this.#documents
        .aggregate<{ _id: string; seats: number }>([
          { $match: { eventId: { $in: eventIds }, cancelled: false } },
          { $group: { _id: "$eventId", seats: { $sum: "$seats" } } },
        ])
        .toArray(),
    );
    return new Map(sums.map(({ _id, seats }) => [_id, seats]));
  }

  get #documents() {
    return this.#mongo.collection<BookingDocument>("bookings");
  }
}
