import { callerOf, errors, Failure, pageOf, PageQuery, Type, type App } from "@slipway/service-kit";
import { IdempotencyHeaders } from "@slipway/service-kit/mongodb";
import type { StoredEvent } from "./event-document.ts";
import type { Events } from "./events.ts";
import { Event, EventChange, EventPage, EventPath, NewEvent } from "./schemas.ts";
import type { TakenSeats } from "./taken-seats.ts";

interface Parts {
  events: Events;
  taken: TakenSeats;
}

export function addRoutes(app: App, { events, taken }: Parts): void {
  async function withSeats(page: StoredEvent[]) {
    const seats = await taken.of(page.map(({ id }) => id));
    // What is told of late may be more than fits: a seat freed and taken again, told of in that order.
    return page.map((event) => ({
      ...event,
      seatsLeft: Math.max(0, event.capacity - (seats.get(event.id) ?? 0)),
    }));
  }

  app.post("/events", {
    schema: {
      summary: "Create an event",
      headers: IdempotencyHeaders,
      body: NewEvent,
      response: { 201: Event, ...errors(400, 401, 409, 413, 415, 422, 503) },
    },
    handler: async (request, reply) => {
      const event = await events.add(request.body, {
        ...orderOf(request),
        key: request.headers["idempotency-key"],
      });
      return reply.code(201).send({ ...event, seatsLeft: event.capacity });
    },
  });

  app.get("/events", {
    schema: {
      summary: "The events, newest first",
      querystring: PageQuery,
      response: { 200: EventPage, ...errors(400, 503) },
    },
    handler: async ({ query: { limit, cursor } }) => {
      const { items, next } = await pageOf(
        limit,
        (most) => events.page(most, cursor),
        ({ id }) => id,
      );
      return { items: await withSeats(items), next };
    },
  });

  app.get("/events/:id", {
    schema: {
      summary: "An event",
      params: EventPath,
      response: { 200: Event, ...errors(400, 404, 503) },
    },
    handler: async ({ params }) => {
      const found = await events.byId(params.id);
      const [event] = await withSeats(found ? [found] : []);
      if (!event) throw new Failure(404, "not_found", "there is no such event");
      return event;
    },
  });

  app.patch("/events/:id", {
    schema: {
      summary: "Change an event of the caller's",
      description:
        "What is not given stays. Whoever has booked learns of it, a moment later. Bookings that are made while the " +
        "number of seats is lowered stand all the same.",
      params: EventPath,
      body: EventChange,
      response: { 200: Event, ...errors(400, 401, 403, 404, 409, 413, 415, 503) },
    },
    handler: async (request) => {
      const { id } = request.params;
      const seatsTaken = (await taken.of([id])).get(id) ?? 0;
      const event = await events.change(id, request.body, seatsTaken, orderOf(request));
      return { ...event, seatsLeft: Math.max(0, event.capacity - seatsTaken) };
    },
  });

  app.delete("/events/:id", {
    schema: {
      summary:
        "Cancel an event of the caller's; it can still be read, and once cancelled, it stays so",
      params: EventPath,
      response: { 204: Type.Null(), ...errors(400, 401, 403, 404, 413, 415, 503) },
    },
    handler: async (request, reply) => {
      await events.cancel(request.params.id, orderOf(request));
      return reply.code(204).send(null);
    },
  });
}

function orderOf(request: { userId: string | undefined; id: string }) {
  return { userId: callerOf(request), requestId: request.id };
}
