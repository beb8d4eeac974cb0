import { callerOf, errors, Failure, pageOf, Type, type App } from "@slipway/service-kit";
import { IdempotencyHeaders } from "@slipway/service-kit/mongodb";
import { toEvent } from "./event-document.ts";
import { cursorOf, type EventList } from "./event-list.ts";
import type { Events } from "./events.ts";
import { Event, EventChange, EventPage, EventPath, EventQuery, NewEvent } from "./schemas.ts";

interface Parts {
  events: Events;
  list: EventList;
}

export function addRoutes(app: App, { events, list }: Parts): void {
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
      return reply.code(201).send(event);
    },
  });

  app.get("/events", {
    schema: {
      summary: "The events by their start",
      querystring: EventQuery,
      response: { 200: EventPage, ...errors(400, 503) },
    },
    handler: async ({ query }) => {
      const { items, next } = await pageOf(
        query.limit,
        (limit) => list.page({ ...query, limit }),
        cursorOf,
      );
      return { items: items.map(toEvent), next };
    },
  });

  app.get("/events/:id", {
    schema: {
      summary: "An event",
      params: EventPath,
      response: { 200: Event, ...errors(400, 404, 503) },
    },
    handler: async ({ params }) => {
      const event = await events.byId(params.id);
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
    handler: (request) => events.change(request.params.id, request.body, orderOf(request)),
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
