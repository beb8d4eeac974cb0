import {
  callerOf,
  errors,
  Failure,
  pageOf,
  PageQuery,
  Type,
  type App,
  type Static,
} from "@slipway/service-kit";
import { IdempotencyHeaders } from "@slipway/service-kit/mongodb";
import type * as stored from "./bookings.ts";
import type { KnownEvent, KnownEvents } from "./known-events.ts";
import type { Reservations } from "./reservations.ts";
import { Booking, BookingPage, BookingPath, NewBooking } from "./schemas.ts";

interface Parts {
  bookings: stored.Bookings;
  events: KnownEvents;
  reservations: Reservations;
}

export function addRoutes(app: App, { bookings, events, reservations }: Parts): void {
  app.post("/bookings", {
    schema: {
      summary: "Book seats of an event, until it ends",
      headers: IdempotencyHeaders,
      body: NewBooking,
      response: { 201: Booking, ...errors(400, 401, 404, 409, 413, 415, 422, 503) },
    },
    handler: async (request, reply) => {
      const { body, headers, id: requestId } = request;
      const booking = await reservations.make(
        { ...body, userId: callerOf(request), requestId },
        headers["idempotency-key"],
      );
      return reply.code(201).send(toAnswer(booking));
    },
  });

  app.get("/bookings", {
    config: { public: false },
    schema: {
      summary: "The caller's bookings, newest first",
      querystring: PageQuery,
      response: { 200: BookingPage, ...errors(400, 401, 503) },
    },
    handler: async (request) => {
      const { limit, cursor } = request.query;
      const userId = callerOf(request);
      const { items, next } = await pageOf(
        limit,
        (most) => bookings.page(userId, most, cursor),
        ({ bookingId }) => bookingId,
      );
      const known = await events.byIds([...new Set(items.map(({ eventId }) => eventId))]);
      return { items: items.map((booking) => toAnswer(booking, known.get(booking.eventId))), next };
    },
  });

  app.delete("/bookings/:id", {
    schema: {
      summary: "Cancel a booking of the caller's; once cancelled, it stays so",
      params: BookingPath,
      response: { 204: Type.Null(), ...errors(400, 401, 404, 413, 415, 503) },
    },
    handler: async (request, reply) => {
      const booking = await bookings.byId(request.params.id, callerOf(request));
      // Nobody learns of other people's bookings, not even that they are there.
      if (!booking) throw new Failure(404, "not_found", "there is no such booking of yours");
      await reservations.cancel(booking, request.id);
      return reply.code(204).send(null);
    },
  });
}

/** With the event as it is by now: who has booked follows its changes, and has nothing left of one that is cancelled. */
function toAnswer(booking: stored.Booking, event?: KnownEvent): Static<typeof Booking> {
  const { bookingId: id, eventId, seats, bookedAt } = booking;
  const { name, start, timeZone } = event ?? {
    name: booking.eventName,
    start: booking.eventStart,
    timeZone: booking.eventTimeZone,
  };
  const status = event?.cancelled ? "cancelled" : booking.status;
  return {
    ...{ id, eventId, eventName: name, eventTimeZone: timeZone, seats, status },
    eventStart: start.toISOString(),
    bookedAt: bookedAt.toISOString(),
  };
}
