import { Type, type Static, type TSchema } from "typebox";

const Uuid = Type.String({
  pattern: "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
});
const Time = Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$" });

/**
 * A message says what has happened. Fields may be added to a version; whatever an older consumer
 * would misunderstand is a new version, published beside the old one until nobody reads that. A
 * service gets only the versions that it subscribes to, and no message is sent that nobody takes: so
 * consumers of a new version are rolled out before its publisher.
 */
function message<const Name extends string, const Version extends number, Data extends TSchema>(
  type: Name,
  version: Version,
  data: Data,
) {
  return Type.Object({
    // The same each time that the message is sent.
    id: Uuid,
    // With the version, as in event.created.v1, the routing key.
    type: Type.Literal(type),
    version: Type.Literal(version),
    time: Time,
    data,
  });
}

/** The exchanges, each named after the service that alone publishes to it. */
export const exchanges = {
  eventservice: "eventservice",
  bookingservice: "bookingservice",
} as const;

const event = {
  eventId: Uuid,
  name: Type.String(),
  start: Time,
  end: Time,
  // The IANA name of the zone of its place.
  timeZone: Type.String(),
  capacity: Type.Integer({ minimum: 1 }),
};

/** On the exchange of the event service: an event can be booked from now on. */
export const EventCreated = message("event.created", 1, Type.Object(event));
export type EventCreated = Static<typeof EventCreated>;

/**
 * All that there is to know of an event, since either message may arrive before those that were sent earlier: of two
 * revisions the higher one holds. An event is created at revision 0.
 */
const RevisedEvent = Type.Object({ ...event, revision: Type.Integer({ minimum: 0 }) });

/** On the exchange of the event service: something about an event is different from now on. */
export const EventChanged = message("event.changed", 1, RevisedEvent);
export type EventChanged = Static<typeof EventChanged>;

/** On the exchange of the event service: an event does not take place, for good. */
export const EventCancelled = message("event.cancelled", 1, RevisedEvent);
export type EventCancelled = Static<typeof EventCancelled>;

/**
 * A booking, and what it has left of its event's seats: all that are taken of them, not how many more or fewer. Messages
 * may come twice and in any order: of two about an event the one with the higher `seatsRevision` holds.
 */
const ChangedSeats = Type.Object({
  bookingId: Uuid,
  eventId: Uuid,
  seats: Type.Integer({ minimum: 1 }),
  seatsTaken: Type.Integer({ minimum: 0 }),
  // How often seats of the event were taken or freed.
  seatsRevision: Type.Integer({ minimum: 1 }),
});

/** On the exchange of the booking service: seats of an event are taken. */
export const BookingMade = message("booking.made", 1, ChangedSeats);
export type BookingMade = Static<typeof BookingMade>;

/** On the exchange of the booking service: a booking's seats are free again, for good. */
export const BookingCancelled = message("booking.cancelled", 1, ChangedSeats);
export type BookingCancelled = Static<typeof BookingCancelled>;
