import type { Static } from "@slipway/service-kit";
import {
  createMessage,
  type Announcement,
  type MessageSchema,
} from "@slipway/service-kit/messaging";
import { outboxOf, type WithOutbox } from "@slipway/service-kit/mongodb";
import { EventCreated, type EventChanged } from "@slipway/messages";
import { v7 as uuid } from "uuid";
import { period } from "./period.ts";
import type { Event, NewEvent } from "./schemas.ts";

/** An event as it stands in MongoDB. */
export interface EventDocument extends WithOutbox<Announcement> {
  name: string;
  description: string;
  start: Date;
  end: Date;
  location: Static<typeof NewEvent>["location"];
  capacity: number;
  /** The id of the person whose event it is. Those from before a login was needed are nobody's, and stay as they are. */
  createdBy?: string;
  /** How often it was changed. */
  revision: number;
  cancelled: boolean;
}

/** An event without the seats that are left, which follow from its bookings. */
export type StoredEvent = Omit<Static<typeof Event>, "seatsLeft">;

/** Who wants something done to an event, by which request. */
export interface Order {
  userId: string;
  requestId: string;
  /** The header Idempotency-Key. */
  key?: string;
}

/** What the messages say of an event. */
export function factsOf(
  event: Pick<EventDocument, "_id" | "name" | "start" | "end" | "capacity" | "revision">,
): EventChanged["data"] {
  const { _id: eventId, name, capacity, revision } = event;
  const [start, end] = [event.start.toISOString(), event.end.toISOString()];
  return { eventId, name, start, end, capacity, revision };
}

export function announcementOf<Schema extends MessageSchema>(
  schema: Schema,
  data: Static<Schema>["data"],
  requestId: string,
): Announcement {
  const message = createMessage(schema, data);
  return { id: message.id, at: new Date(message.time), message, requestId };
}

/** @throws Failure 400 when a time does not exist or the end is not after the start. */
export function newEvent(
  given: Static<typeof NewEvent>,
  { userId, requestId }: Order,
): EventDocument {
  const { name, description, location, capacity } = given;
  const { start, end } = period(given.start, given.end);
  const event = { _id: uuid(), name, description, start, end, location, capacity };
  const { revision: _, ...facts } = factsOf({ ...event, revision: 0 });
  const announcement = announcementOf(EventCreated, facts, requestId);
  return {
    ...{ ...event, createdBy: userId, revision: 0, cancelled: false },
    ...outboxOf(announcement),
  };
}

export function toEvent(document: EventDocument): StoredEvent {
  const { _id: id, name, description, location, capacity, createdBy, cancelled } = document;
  return {
    ...{ id, name, description, location, capacity, createdBy },
    status: cancelled ? "cancelled" : "scheduled",
    start: document.start.toISOString(),
    end: document.end.toISOString(),
  };
}
