import { Failure, SharedReads, type Dependency, type Static } from "@slipway/service-kit";
import type { Announcement } from "@slipway/service-kit/messaging";
import {
  addToOutbox,
  isDuplicate,
  type Database,
  type Idempotency,
  type Outbox,
} from "@slipway/service-kit/mongodb";
import { EventCancelled, EventChanged, type BookingMade } from "@slipway/messages";
import {
  announcementOf,
  factsOf,
  newEvent,
  toEvent,
  type EventDocument,
  type Order,
} from "./event-document.ts";
import type { Event, EventChange, NewEvent } from "./schemas.ts";
import { timesOf } from "./times.ts";

interface EventsArgs {
  database: Dependency;
  mongo: Database;
  announcements: Outbox<Announcement>;
  keys: Idempotency<EventDocument>;
}

/**
 * Milliseconds that an event may be shown as it was: far less than its bookings take to get here. While it is sold, each
 * process reads it at most fifty times a second, however many ask.
 */
const freshness = 20;

/** The events, in MongoDB. Their ids are UUIDs of version 7, so that their order is that of time. */
export class Events {
  readonly #database: Dependency;
  readonly #mongo: Database;
  readonly #announcements: Outbox<Announcement>;
  readonly #keys: Idempotency<EventDocument>;
  readonly #reads: SharedReads<Static<typeof Event> | undefined>;

  constructor(args: EventsArgs) {
    this.#database = args.database;
    this.#mongo = args.mongo;
    this.#announcements = args.announcements;
    this.#keys = args.keys;
    this.#reads = new SharedReads(async (_id) => {
      const found = await this.#database.use(() => this.#documents.findOne({ _id }));
      return found ? toEvent(found) : undefined;
    }, freshness);
  }

  /**
   * Writes an event together with its announcement.
   * @throws Failure 409 while the same is under way, 422 for a key of something else, 400 as `timesOf` does.
   */
  async add(given: Static<typeof NewEvent>, order: Order): Promise<Static<typeof Event>> {
    const { userId, key } = order;
    const document = await this.#keys.once(
      { userId, key, body: given },
      async () => newEvent(given, order),
      (planned) => this.#insert(planned),
    );
    return toEvent(document);
  }

  async #insert(document: EventDocument): Promise<void> {
    try {
      await this.#database.use(() => this.#documents.insertOne(document));
    } catch (error) {
      if (isDuplicate(error)) return;
      throw error;
    }
    for (const announcement of Object.values(document.outbox)) {
      this.#announcements.pass(document._id, announcement);
    }
  }

  /**
   * @throws Failure 404 for an unknown event, 403 for somebody else's, 409 for one that is cancelled, fewer seats than
   * are booked, or when it is changed at the same time; 400 as for a new one.
   */
  async change(_id: string, given: Static<typeof EventChange>, order: Order) {
    const event = await this.#own(_id, order.userId);
    if (event.cancelled) throw new Failure(409, "event_cancelled", "the event is cancelled");
    const times = timesOf({ ...factsOf(event), ...given }, event.start);
    const { name, description, capacity, seatsTaken } = { ...event, ...given };
    if (capacity < seatsTaken) throw tooFewSeats(seatsTaken);
    const facts = { name, description, ...times, capacity, revision: event.revision + 1 };
    const changed = { ...event, ...facts };
    const announcement = announcementOf(EventChanged, factsOf(changed), order.requestId);
    const { $set, $min } = addToOutbox(announcement);
    const { matchedCount } = await this.#database.use(() =>
      this.#documents.updateOne(
        { _id, revision: event.revision, cancelled: false },
        { $set: { ...facts, ...$set }, $min },
      ),
    );
    this.#reads.forget(_id);
    if (matchedCount === 0) {
      throw new Failure(409, "changed_meanwhile", "somebody else has just changed the event");
    }
    this.#announcements.pass(_id, announcement);
    return toEvent(changed);
  }

  /** Does nothing to one that is cancelled. @throws Failure 404 for an unknown event, 403 for somebody else's. */
  async cancel(_id: string, { userId, requestId }: Order): Promise<void> {
    const event = await this.#own(_id, userId);
    const announcement = announcementOf(EventCancelled, factsOf(event), requestId);
    const { $set, $min } = addToOutbox(announcement);
    const { matchedCount } = await this.#database.use(() =>
      this.#documents.updateOne(
        { _id, cancelled: false },
        { $set: { cancelled: true, ...$set }, $min },
      ),
    );
    this.#reads.forget(_id);
    if (matchedCount > 0) this.#announcements.pass(_id, announcement);
  }

  /** As it was at most 20 ms ago, and as this process itself has left it. */
  byId(id: string): Promise<Static<typeof Event> | undefined> {
    return this.#reads.of(id);
  }

  /** What the booking service has told: once, twice and in any order, the latest of it holds. */
  async booked({ eventId: _id, seatsTaken, seatsRevision }: BookingMade["data"]): Promise<void> {
    await this.#database.use(() =>
      this.#documents.updateOne(
        { _id, seatsRevision: { $lt: seatsRevision } },
        { $set: { seatsTaken, seatsRevision } },
      ),
    );
    this.#reads.forget(_id);
  }

  async #own(_id: string, userId: string): Promise<EventDocument> {
    const found = await this.#database.use(() => this.#documents.findOne({ _id }));
    if (!found) throw new Failure(404, "not_found", "there is no such event");
    if (found.createdBy === userId) return found;
    throw new Failure(403, "not_yours", "only who created the event may change or cancel it");
  }

  get #documents() {
    return this.#mongo.collection<EventDocument>("events");
  }
}

function tooFewSeats(seatsTaken: number): Failure {
  const message = `must not be below the ${seatsTaken} seats that are booked`;
  const fields = [{ field: "capacity", message }];
  return new Failure(409, "seats_booked", `capacity ${message}`, { fields });
}
