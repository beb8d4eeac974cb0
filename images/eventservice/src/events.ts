import { Failure, type Dependency, type Static } from "@slipway/service-kit";
import { createMessage, type Announcement } from "@slipway/service-kit/messaging";
import {
  outboxOf,
  type Database,
  type Outbox,
  type WithOutbox,
} from "@slipway/service-kit/mongodb";
import { EventCreated } from "@slipway/messages";
import { v7 as uuid } from "uuid";
import type { Event, NewEvent } from "./schemas.ts";

interface EventDocument extends WithOutbox<Announcement> {
  name: string;
  description: string;
  start: Date;
  end: Date;
  location: Static<typeof NewEvent>["location"];
  capacity: number;
  /** The id of the person whose event it is. Those from before a login was needed are nobody's. */
  createdBy?: string;
}

/** An event without the seats that are left, which follow from its bookings. */
export type StoredEvent = Omit<Static<typeof Event>, "seatsLeft">;

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
  async add(
    given: Static<typeof NewEvent>,
    createdBy: string,
    requestId: string,
  ): Promise<StoredEvent> {
    const { name, description, location, capacity } = given;
    const { start, end } = period(given.start, given.end);
    const _id = uuid();
    const message = createMessage(EventCreated, {
      eventId: _id,
      name,
      start: start.toISOString(),
      end: end.toISOString(),
      capacity,
    });
    const announcement = { id: message.id, message, requestId };
    const document = {
      ...{ _id, name, description, start, end, location, capacity, createdBy },
      ...outboxOf(announcement),
    };
    await this.#database.use(() => this.#documents.insertOne(document));
    this.#announcements.pass(_id, announcement);
    return toEvent(document);
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

  get #documents() {
    return this.#mongo.collection<EventDocument>("events");
  }
}

function toEvent(document: EventDocument): StoredEvent {
  const { _id: id, name, description, start, end, location, capacity, createdBy } = document;
  return {
    ...{ id, name, description, location, capacity, createdBy },
    start: start.toISOString(),
    end: end.toISOString(),
  };
}

function period(startText: string, endText: string): { start: Date; end: Date } {
  const [start, end] = [instant(startText), instant(endText)];
  const fields = [];
  if (!start) fields.push({ field: "start", message: "is a date or time that does not exist" });
  if (!end) fields.push({ field: "end", message: "is a date or time that does not exist" });
  if (start && end) {
    if (end > start) return { start, end };
    fields.push({ field: "end", message: "must be after start" });
  }
  const names = fields.map(({ field }) => field).join(", ");
  throw new Failure(400, "invalid", `not valid: ${names}`, { fields });
}

/** Undefined for what a calendar does not have: left to itself, Date takes 30 February for 2 March. */
function instant(text: string): Date | undefined {
  const [date = ""] = text.split("T");
  const day = new Date(`${date}T00:00:00Z`);
  const time = new Date(text);
  if (Number.isNaN(day.getTime()) || Number.isNaN(time.getTime())) return undefined;
  // In UTC the last hours of 9999 can be the year 10000, which has no such form.
  const fourDigits = /^\d{4}-/.test(time.toISOString());
  return day.toISOString().startsWith(date) && fourDigits ? time : undefined;
}
