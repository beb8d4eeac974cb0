import { Page, Type, uuid } from "@slipway/service-kit";

const strict = { additionalProperties: false };

export const NewBooking = Type.Object(
  {
    eventId: uuid("an event's id, a UUID in lower case"),
    seats: Type.Integer({
      minimum: 1,
      maximum: 100_000,
      description: "the number of seats, from 1 to 100000",
    }),
  },
  strict,
);

export const Booking = Type.Object({
  id: Type.String(),
  eventId: Type.String(),
  eventName: Type.String(),
  eventStart: Type.String({ description: "in UTC" }),
  eventTimeZone: Type.String({
    description: "the IANA name of the time zone of the event's place",
  }),
  seats: Type.Integer(),
  status: Type.Enum(["booked", "cancelled"], {
    description: "cancelled as well when the event is",
  }),
  bookedAt: Type.String({ description: "in UTC" }),
});

export const BookingPath = Type.Object({
  id: uuid("a booking's id, a UUID in lower case"),
});

export const BookingPage = Page(Booking);
