import type { Dependency } from "@slipway/service-kit";
import {
  isDuplicate,
  outboxOf,
  type Database,
  type WithOutbox,
} from "@slipway/service-kit/mongodb";
import type { EventCancelled, EventChanged, EventCreated } from "@slipway/messages";
import type { Change } from "./change.ts";

/** An event with its seats, in one document. */
export interface EventDocument extends WithOutbox<Change> {
  name: string;
  start: Date;
  end: Date;
  timeZone: string;
  capacity: number;
  /** Which of the messages about the event this is from. */
  revision: number;
  cancelled: boolean;
  /** Below 0 where seats were booked just before the event service took them away: those who have them keep them. */
  seatsLeft: number;
  /** How often seats were taken or freed. */
  changes: number;
  /** The same by stripe, besides what was given up, so that only bookings of one stripe get in each other's way. */
  stripes?: Record<string, number>;
}

export type KnownEvent = Pick<EventDocument, "_id" | "name" | "start" | "timeZone" | "cancelled">;

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
    const { eventId: _id, capacity, revision } = data;
    const facts = factsOf(data);
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
        .project<KnownEvent>({ name: 1, start: 1, timeZone: 1, cancelled: 1 })
        .toArray(),
    );
    return new Map(found.map((event) => [event._id, event]));
  }

  async #isNew(data: EventChanged["data"], cancelled: boolean): Promise<boolean> {
    const document: EventDocument = {
      ...{ _id: data.eventId, ...factsOf(data), cancelled },
      ...{ seatsLeft: data.capacity, changes: 0, stripes: {} },
      ...outboxOf<Change>(),
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

function factsOf({ name, start, end, timeZone, capacity, revision }: EventChanged["data"]) {
  return { name, start: new Date(start), end: new Date(end), timeZone, capacity, revision };
}
