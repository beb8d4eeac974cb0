import { callerOf, errors, Failure, pageOf, PageQuery, type App } from "@slipway/service-kit";
import type { Events, StoredEvent } from "./events.ts";
import { Event, EventPage, EventPath, NewEvent } from "./schemas.ts";
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
      body: NewEvent,
      response: { 201: Event, ...errors(400, 401, 413, 415, 503) },
    },
    handler: async (request, reply) => {
      const event = await events.add(request.body, callerOf(request), request.id);
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
}
