import type { Dependency } from "@slipway/service-kit";
import {
  isDuplicate,
  outboxOf,
  type Database,
  type WithOutbox,
} from "@slipway/service-kit/mongodb";
import type { EventCancelled, EventChanged, EventCreated } from "@slipway/messages";
import type { Change } from "./seats.ts";

/** An event with its seats, in one document. */
export interface EventDocument extends WithOutbox<Change> {
  name: string;
  start: Date;
  capacity: number;
  /** Which of the messages about the event this is from. */
  revision: number;
  cancelled: boolean;
  /** Below 0 where seats were booked just before the event service took them away: those who have them keep them. */
  seatsLeft: number;
  /** The bookings that hold the other seats: no longer than the event has seats. */
  holders: string[];
}

export type KnownEvent = Pick<EventDocument, "_id" | "name" | "start" | "cancelled">;

/** What the event service has told of its events, whatever the order and however often. */
export class KnownEvents {
  readonly #database: Dependency;
  readonly #mongo: Database;

  constructor(database: Dependency, mongo: Database) {
    this.#database = database;
    this.#mongo = mongo;
  }

  /** From the first message about an event on, whichever it is, its seats can be taken. */
  async created(data: EventCreated["data"]): Promise<void> {
    await this.#isNew({ ...data, revision: 0 }, false);
  }

  async cancelled(data: EventCancelled["data"]): Promise<void> {
    if (await this.#isNew(data, true)) return;
    const { eventId: _id } = data;
    const cancelled = { $set: { cancelled: true } };
    await this.#database.use(() => this.#documents.updateOne({ _id }, cancelled));
  }

  async changed(data: EventChanged["data"]): Promise<void> {
    if (await this.#isNew(data, false)) return;
    const { eventId: _id, name, capacity, revision } = data;
    const facts = { name, start: new Date(data.start), capacity, revision };
    const projection = { capacity: 1, revision: 1 };
    for (;;) {
      const known = await this.#database.use(() =>
        this.#documents.findOne({ _id }, { projection }),
      );
      if (!known || known.revision >= revision) return;
      const { matchedCount } = await this.#database.use(() =>
        this.#documents.updateOne(
          { _id, revision: known.revision },
          { $set: facts, $inc: { seatsLeft: capacity - known.capacity } },
        ),
      );
      // Not matched, another message about the event was faster, and is what the seats are counted from now.
      if (matchedCount > 0) return;
    }
  }

  async byIds(ids: string[]): Promise<Map<string, KnownEvent>> {
    if (ids.length === 0) return new Map();
    const found = await this.#database.use(() =>
      this.#documents
        .find({ _id: { $in: ids } })
        .project<KnownEvent>({ name: 1, start: 1, cancelled: 1 })
        .toArray(),
    );
    return new Map(found.map((event) => [event._id, event]));
  }

  async #isNew(data: EventChanged["data"], cancelled: boolean): Promise<boolean> {
    const { eventId: _id, name, capacity, revision } = data;
    const document: EventDocument = {
      ...{ _id, name, start: new Date(data.start), capacity, revision, cancelled },
      ...{ seatsLeft: capacity, holders: [], ...outboxOf<Change>() },
    };
    try {
      await this.#database.use(() => this.#documents.insertOne(document));
      return true;
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      return false;
    }
  }

  get #documents() {
    return this.#mongo.collection<EventDocument>("events");
  }
}
