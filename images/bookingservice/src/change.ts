import { v7 as uuid } from "uuid";

/** All that there is to know of a booking. */
export interface BookingFacts {
  /** A UUID of version 7, so that the order of ids is that of time. */
  bookingId: string;
  userId: string;
  eventId: string;
  eventName: string;
  eventStart: Date;
  eventTimeZone: string;
  seats: number;
  bookedAt: Date;
}

/** Something that happens to an event's seats, once, and is then to be seen in the bookings. */
export interface Change {
  /** Follows from the booking and the kind, so that whoever tries it finds it where it stands already. */
  id: string;
  at: Date;
  kind: "made" | "cancelled";
  booking: BookingFacts;
  requestId: string;
}

/** Who wants seats, by which request. */
export interface Wish {
  userId: string;
  eventId: string;
  seats: number;
  requestId: string;
}

export function newBooking(
  { userId, eventId, seats, requestId }: Wish,
  event: { name: string; start: Date; timeZone: string },
): Change {
  const booking: BookingFacts = {
    ...{ bookingId: uuid(), userId, eventId, seats, bookedAt: new Date() },
    ...{ eventName: event.name, eventStart: event.start, eventTimeZone: event.timeZone },
  };
  return changeOf("made", booking, requestId);
}

export function cancellation(booking: BookingFacts, requestId: string): Change {
  return changeOf("cancelled", booking, requestId);
}

function changeOf(kind: Change["kind"], booking: BookingFacts, requestId: string): Change {
  return { id: `${kind}-${booking.bookingId}`, at: new Date(), kind, booking, requestId };
}
