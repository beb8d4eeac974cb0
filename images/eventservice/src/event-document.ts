import type { Static } from "@slipway/service-kit";
import {
  createMessage,
  type Announcement,
  type MessageSchema,
} from "@slipway/service-kit/messaging";
import { outboxOf, type WithOutbox } from "@slipway/service-kit/mongodb";
import { EventCreated, type EventChanged } from "@slipway/messages";
import { v7 as uuid } from "uuid";
import type { Event, NewEvent } from "./schemas.ts";
import { timesOf, type Times } from "./times.ts";

/** An event as it stands in MongoDB. */
export interface EventDocument extends WithOutbox<Announcement>, Times {
  name: string;
  description: string;
  location: Static<typeof NewEvent>["location"];
  capacity: number;
  /** The id of the person whose event it is. Those from before a login was needed are nobody's, and stay as they are. */
  createdBy?: string;
  /** How often it was changed. */
  revision: number;
  cancelled: boolean;
  /** As far as the booking service has told. */
  seatsTaken: number;
  /** Which of its messages that is from. */
  seatsRevision: number;
}

/** Who wants something done to an event, by which request. */
export interface Order {
  userId: string;
  requestId: string;
  /** The header Idempotency-Key. */
  key?: string;
}

/** What the messages say of an event. */
export function factsOf(
  event: Pick<EventDocument, "_id" | "name" | "capacity" | "revision" | keyof Times>,
): EventChanged["data"] {
  const { _id: eventId, name, timeZone, capacity, revision } = event;
  const [start, end] = [event.start.toISOString(), event.end.toISOString()];
  return { eventId, name, start, end, timeZone, capacity, revision };
}

export function announcementOf<Schema extends MessageSchema>(
  schema: Schema,
  data: Static<Schema>["data"],
  requestId: string,
): Announcement {
  const message = createMessage(schema, data);
  return { id: message.id, at: new Date(message.time), message, requestId };
}

/** @throws Failure 400 as `timesOf` does. */
export function newEvent(
  given: Static<typeof NewEvent>,
  { userId, requestId }: Order,
): EventDocument {
  const { name, description, location, capacity } = given;
  const event = { _id: uuid(), name, description, ...timesOf(given), location, capacity };
  const { revision: _, ...facts } = factsOf({ ...event, revision: 0 });
  const announcement = announcementOf(EventCreated, facts, requestId);
  return {
    ...{ ...event, createdBy: userId, revision: 0, cancelled: false },
    ...{ seatsTaken: 0, seatsRevision: 0 },
    ...outboxOf(announcement),
  };
}

export function toEvent(document: EventDocument): Static<typeof Event> {
  const { _id: id, name, description, location, capacity, createdBy, seatsTaken } = document;
  return {
    ...{ id, name, description, location, capacity, createdBy },
    status: document.cancelled ? "cancelled" : "scheduled",
    start: document.start.toISOString(),
    end: document.end.toISOString(),
    timeZone: document.timeZone,
    // Of those that were booked while their number was lowered, there may be more than there are.
    seatsLeft: Math.max(0, capacity - seatsTaken),
  };
}
