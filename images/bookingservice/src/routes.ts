import {
  errors,
  Failure,
  pageOf,
  PageQuery,
  Type,
  type App,
  type Static,
} from "@slipway/service-kit";
import type * as stored from "./bookings.ts";
import type { People } from "./people.ts";
import type { Reservations } from "./reservations.ts";
import { Booking, BookingPage, BookingPath, NewBooking } from "./schemas.ts";

interface Parts {
  people: People;
  bookings: stored.Bookings;
  reservations: Reservations;
}

const security = [{ bearer: [] }];

export function addRoutes(app: App, { people, bookings, reservations }: Parts): void {
  app.post("/bookings", {
    schema: {
      summary: "Book seats of an event",
      security,
      body: NewBooking,
      response: { 201: Booking, ...errors(400, 401, 404, 409, 413, 415, 503) },
    },
    handler: async ({ headers, body, id: requestId }, reply) => {
      const userId = await people.userId(headers.authorization, requestId);
      const booking = await reservations.make({ ...body, userId, requestId });
      return reply.code(201).send(toAnswer(booking));
    },
  });

  app.get("/bookings", {
    schema: {
      summary: "The caller's bookings, newest first",
      security,
      querystring: PageQuery,
      response: { 200: BookingPage, ...errors(400, 401, 503) },
    },
    handler: async ({ headers, query: { limit, cursor }, id: requestId }) => {
      const userId = await people.userId(headers.authorization, requestId);
      const { items, next } = await pageOf(
        limit,
        (most) => bookings.page(userId, most, cursor),
        ({ bookingId }) => bookingId,
      );
      return { items: items.map(toAnswer), next };
    },
  });

  app.delete("/bookings/:id", {
    schema: {
      summary: "Cancel a booking of the caller's; once cancelled, it stays so",
      security,
      params: BookingPath,
      response: { 204: Type.Null(), ...errors(400, 401, 404, 413, 415, 503) },
    },
    handler: async ({ headers, params, id: requestId }, reply) => {
      const userId = await people.userId(headers.authorization, requestId);
      const booking = await bookings.byId(params.id, userId);
      // Nobody learns of other people's bookings, not even that they are there.
      if (!booking) throw new Failure(404, "not_found", "there is no such booking of yours");
      await reservations.cancel(booking, requestId);
      return reply.code(204).send(null);
    },
  });
}

function toAnswer(booking: stored.Booking): Static<typeof Booking> {
  const { bookingId: id, eventId, eventName, eventStart, seats, status, bookedAt } = booking;
  return {
    ...{ id, eventId, eventName, seats, status },
    eventStart: eventStart.toISOString(),
    bookedAt: bookedAt.toISOString(),
  };
}
