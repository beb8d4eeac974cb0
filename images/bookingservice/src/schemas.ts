import { Type } from "@slipway/service-kit";

const uuid = "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$";

const strict = { additionalProperties: false };

export const NewBooking = Type.Object(
  {
    eventId: Type.String({ pattern: uuid, description: "an event's id, a UUID in lower case" }),
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
  seats: Type.Integer(),
  status: Type.Enum(["booked", "cancelled"]),
  bookedAt: Type.String({ description: "in UTC" }),
});

export const BookingPath = Type.Object({
  id: Type.String({ pattern: uuid, description: "a booking's id, a UUID in lower case" }),
});

export const PageQuery = Type.Object(
  {
    limit: Type.Integer({
      minimum: 1,
      maximum: 100,
      default: 20,
      description: "how many, from 1 to 100",
    }),
    cursor: Type.Optional(Type.String({ pattern: uuid, description: "`next` of the page before" })),
  },
  strict,
);

export const BookingPage = Type.Object({
  items: Type.Array(Booking),
  next: Type.Optional(Type.String({ description: "the cursor of the next page, if there is one" })),
});
