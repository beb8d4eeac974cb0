import { Failure, type Dependency, type Static } from "@slipway/service-kit";
import type { Announcement } from "@slipway/service-kit/messaging";
import { addToOutbox, outboxOf, type Database, type Outbox } from "@slipway/service-kit/mongodb";
import { EventCancelled, EventChanged, EventCreated } from "@slipway/messages";
import { v7 as uuid } from "uuid";
import {
  announcementOf,
  factsOf,
  toEvent,
  type EventDocument,
  type StoredEvent,
} from "./event-document.ts";
import { period } from "./period.ts";
import type { EventChange, NewEvent } from "./schemas.ts";

/** Who wants something done to an event, by which request. */
interface Order {
  userId: string;
  requestId: string;
}

/** The events, in MongoDB. Their ids are UUIDs of version 7, so that their order is that of time. */
export class Events {
  readonly #database: Dependency;
  readonly #mongo: Database;
  readonly #announcements: Outbox<Announcement>;

  constructor(database: Dependency, mongo: Database, announcements: Outbox<Announcement>) {
    this.#database = database;
    this.#mongo = mongo;
    this.#announcements = announcements;
  }

  /**
   * Writes an event together with its announcement.
   * @throws Failure 400 when a time does not exist or the end is not after the start.
   */
  async add(given: Static<typeof NewEvent>, { userId, requestId }: Order): Promise<StoredEvent> {
    const { name, description, location, capacity } = given;
    const { start, end } = period(given.start, given.end);
    const event = { _id: uuid(), name, description, start, end, location, capacity };
    const { revision: _, ...facts } = factsOf({ ...event, revision: 0 });
    const announcement = announcementOf(EventCreated, facts, requestId);
    const document = {
      ...{ ...event, createdBy: userId, revision: 0, cancelled: false },
      ...outboxOf(announcement),
    };
    await this.#database.use(() => this.#documents.insertOne(document));
    this.#announcements.pass(event._id, announcement);
    return toEvent(document);
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
