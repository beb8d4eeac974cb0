import { Failure, type Dependency, type Static } from "@slipway/service-kit";
import type { Announcement } from "@slipway/service-kit/messaging";
import {
  addToOutbox,
  isDuplicate,
  type Database,
  type Idempotency,
  type Outbox,
} from "@slipway/service-kit/mongodb";
import { EventCancelled, EventChanged } from "@slipway/messages";
import {
  announcementOf,
  factsOf,
  newEvent,
  toEvent,
  type EventDocument,
  type Order,
  type StoredEvent,
} from "./event-document.ts";
import { period } from "./period.ts";
import type { EventChange, NewEvent } from "./schemas.ts";

interface EventsArgs {
  database: Dependency;
  mongo: Database;
  announcements: Outbox<Announcement>;
  keys: Idempotency<EventDocument>;
}

/** The events, in MongoDB. Their ids are UUIDs of version 7, so that their order is that of time. */
export class Events {
  readonly #database: Dependency;
  readonly #mongo: Database;
  readonly #announcements: Outbox<Announcement>;
  readonly #keys: Idempotency<EventDocument>;

  constructor(args: EventsArgs) {
    this.#database = args.database;
    this.#mongo = args.mongo;
    this.#announcements = args.announcements;
    this.#keys = args.keys;
  }

  /**
   * Writes an event together with its announcement.
   * @throws Failure 409 while the same is under way, 422 for a key of something else, 400 when a time does not exist or the end is not after the start.
   */
  async add(given: Static<typeof NewEvent>, order: Order): Promise<StoredEvent> {
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
   * @param seatsTaken What the capacity may not go below.
   * @throws Failure 404 for an unknown event, 403 for somebody else's, 409 for one that is cancelled, too few seats, or
   * when it is changed at the same time; 400 as for a new one.
   */
  async change(_id: string, given: Static<typeof EventChange>, seatsTaken: number, order: Order) {
    const event = await this.#own(_id, order.userId);
    if (event.cancelled) throw new Failure(409, "event_cancelled", "the event is cancelled");
    const { start, end } = period(
      given.start ?? event.start.toISOString(),
      given.end ?? event.end.toISOString(),
    );
    const { name, description, capacity } = { ...event, ...given };
    if (capacity < seatsTaken) throw tooFewSeats(seatsTaken);
    const revision = event.revision + 1;
    const changed = { ...event, name, description, start, end, capacity, revision };
    const announcement = announcementOf(EventChanged, factsOf(changed), order.requestId);
    const { $set, $min } = addToOutbox(announcement);
    const { matchedCount } = await this.#database.use(() =>
      this.#documents.updateOne(
        { _id, revision: event.revision, cancelled: false },
        { $set: { name, description, start, end, capacity, revision, ...$set }, $min },
      ),
    );
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
    if (matchedCount > 0) this.#announcements.pass(_id, announcement);
  }

  async byId(_id: string): Promise<StoredEvent | undefined> {
    const found = await this.#database.use(() => this.#documents.findOne({ _id }));
    return found ? toEvent(found) : undefined;
  }

  /** Newest first. */
  async page(limit: number, after?: string): Promise<StoredEvent[]> {
    const filter = after === undefined ? {} : { _id: { $lt: after } };
    const found = await this.#database.use(() =>
      this.#documents.find(filter).sort({ _id: -1 }).limit(limit).toArray(),
    );
    return found.map(toEvent);
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
