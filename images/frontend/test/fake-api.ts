import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Booking, Event, ListPart, NewEvent } from "../src/api.ts";
import type { Account } from "../src/session.ts";

interface Answer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  body: unknown;
  /** The header Idempotency-Key. */
  key: string | undefined;
  user: string | undefined;
}

/** The services as the pages see them, in memory, with the faults that a test asks for. */
export class FakeApi {
  url = "";
  readonly asked: Asked[] = [];
  readonly events: Event[] = [];
  readonly bookings: (Booking & { user: string })[] = [];
  /** Milliseconds until a booking shows in the event's count. */
  countingDelay = 0;
  /** Milliseconds that every answer takes. */
  delay = 0;
  readonly #people = new Map<string, Account & { password: string }>();
  readonly #tokens = new Map<string, string>();
  readonly #faults: { method: string; path: string; answer: Answer | "none" }[] = [];
  readonly #server = createServer((request, response) => void this.#serve(request, response));

  async start(port = 0): Promise<void> {
    this.#server.listen(port, "127.0.0.1");
    await once(this.#server, "listening");
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  /** Answers the next such request so, or with a broken connection. */
  answerNext(method: string, path: string, answer: Answer | "none"): void {
    this.#faults.push({ method, path, answer });
  }

  endSessions(): void {
    this.#tokens.clear();
  }

  addPerson(username: string): { email: string; password: string } {
    const person = { email: `${username}@example.com`, password: "correct horse" };
    this.#people.set(person.email, { id: randomUUID(), username, ...person });
    return person;
  }

  addEvent(event: Partial<NewEvent> & { createdBy?: string } = {}): Event {
    const capacity = event.capacity ?? 50;
    const added: Event = {
      id: randomUUID(),
      name: "Night of the Pipe Organ",
      description: "Four organists, one instrument.",
      start: "2030-05-04T17:00:00.000Z",
      end: "2030-05-04T20:30:00.000Z",
      timeZone: "UTC",
      location: {
        name: "Konzerthaus",
        address: "Lothringerstraße 20, Wien",
        country: "Austria",
        halls: ["Großer Saal"],
      },
      ...event,
      capacity,
      status: "scheduled",
      seatsLeft: capacity,
    };
    this.events.unshift(added);
    return added;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader("access-control-allow-origin", "*");
    response.setHeader(
      "access-control-allow-headers",
      "authorization, content-type, idempotency-key",
    );
    response.setHeader("access-control-allow-methods", "GET, POST, PATCH, DELETE");
    response.setHeader("access-control-expose-headers", "retry-after, x-request-id");
    if (request.method === "OPTIONS") {
      response.writeHead(204).end();
      return;
    }
    const { pathname: path, searchParams: query } = new URL(request.url ?? "/", "http://fake");
    const { method = "GET" } = request;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body: unknown =
      chunks.length === 0 ? undefined : JSON.parse(String(Buffer.concat(chunks)));
    const token = request.headers.authorization?.replace("Bearer ", "") ?? "";
    const key = request.headers["idempotency-key"]?.toString();
    const asked = { method, path, query, body, key, user: this.#tokens.get(token) };
    this.asked.push(asked);
    if (this.delay > 0) await new Promise((resolve) => setTimeout(resolve, this.delay));

    const fault = this.#faults.find((fault) => fault.method === method && fault.path === path);
    if (fault) this.#faults.splice(this.#faults.indexOf(fault), 1);
    if (fault?.answer === "none") {
      request.socket.destroy();
      return;
    }
    const answer = fault?.answer ?? this.#answer(asked, token);
    response.writeHead(answer.status, { "content-type": "application/json", ...answer.headers });
    response.end(answer.body === undefined ? undefined : JSON.stringify(answer.body));
  }

  #answer(asked: Asked, token: string): Answer {
    const { method, path, query, user } = asked;
    // The fake trusts the pages with the shape of what they send.
    const body = asked.body as Record<string, string> & NewEvent & { seats: number };
    const [, first, id] = path.split("/");
    switch (`${method} /${first}${id === undefined ? "" : "/*"}`) {
      case "POST /register": {
        const { username = "", email = "", password = "" } = body;
        const taken = [...this.#people.values()].flatMap((person) => [
          ...(person.username === username ? ["username"] : []),
          ...(person.email === email ? ["email"] : []),
        ]);
        if (taken.length > 0)
          return failure(409, "taken", "already taken", taken, "is already taken");
        const person = { id: randomUUID(), username, email };
        this.#people.set(email, { ...person, password });
        return { status: 201, body: person };
      }
      case "POST /login": {
        const person = this.#people.get(body["email"] ?? "");
        if (!person || person.password !== body["password"]) {
          return failure(401, "wrong_credentials", "the e-mail address or the password is wrong");
        }
        const fresh = randomUUID();
        this.#tokens.set(fresh, person.email);
        return { status: 200, body: { token: fresh, expiresIn: 28_800 } };
      }
      case "GET /events":
        return { status: 200, body: this.#page(this.#listed(query.get("when")), query) };
      case "GET /events/*": {
        const event = this.events.find((event) => event.id === id);
        return event ? { status: 200, body: event } : failure(404, "not_found", "no such event");
      }
      case "POST /events": {
        if (body.name.length > 100) {
          return failure(400, "invalid", "not valid: name", ["name"], "1 to 100 characters");
        }
        const createdBy = this.#people.get(user ?? "")?.id;
        return { status: 201, body: this.addEvent({ ...body, createdBy }) };
      }
    }
    if (user === undefined) return failure(401, "unauthorized", "the session is over or never was");
    switch (`${method} /${first}${id === undefined ? "" : "/*"}`) {
      case "POST /logout":
        this.#tokens.delete(token);
        return { status: 204 };
      case "GET /users/*":
        return { status: 200, body: this.#people.get(user) };
      case "POST /bookings":
        return this.#book(body["eventId"] ?? "", body.seats, user);
      case "GET /bookings":
        return {
          status: 200,
          body: this.#page(
            this.bookings.filter((booking) => booking.user === user),
            query,
          ),
        };
      case "PATCH /events/*":
      case "DELETE /events/*": {
        const event = this.events.find((event) => event.id === id);
        if (!event) return failure(404, "not_found", "there is no such event");
        if (event.createdBy !== this.#people.get(user)?.id) {
          return failure(403, "not_yours", "only who created the event may change or cancel it");
        }
        if (method === "DELETE") {
          event.status = "cancelled";
          return { status: 204 };
        }
        const { capacity = event.capacity } = body;
        const booked = event.capacity - event.seatsLeft;
        if (capacity < booked) {
          const problem = `must not be below the ${booked} seats that are booked`;
          return failure(409, "seats_booked", `capacity ${problem}`, ["capacity"], problem);
        }
        Object.assign(event, body, { seatsLeft: capacity - booked });
        return { status: 200, body: event };
      }
      case "DELETE /bookings/*": {
        const booking = this.bookings.find((booking) => booking.id === id);
        if (!booking) return failure(404, "not_found", "there is no such booking of yours");
        if (booking.status === "booked") this.#count(booking.eventId, booking.seats);
        booking.status = "cancelled";
        return { status: 204 };
      }
      default:
        return failure(404, "not_found", "there is nothing at this path and method");
    }
  }

  /** As the service has them: those to come, unless the past ones are asked for. */
  #listed(when: string | null): Event[] {
    return this.events.filter(({ start }) => Date.parse(start) < Date.now() === (when === "past"));
  }

  #page<Item>(items: Item[], query: URLSearchParams): Pick<ListPart<Item>, "items" | "next"> {
    const start = Number(query.get("cursor") ?? 0);
    const end = start + Number(query.get("limit") ?? 20);
    return { items: items.slice(start, end), next: end < items.length ? String(end) : undefined };
  }

  #book(eventId: string, seats: number, user: string): Answer {
    const event = this.events.find(({ id }) => id === eventId);
    if (!event) return failure(404, "not_found", "there is no such event");
    const booked = this.bookings.filter(
      (booking) => booking.eventId === eventId && booking.status === "booked",
    );
    const left = booked.reduce((sum, booking) => sum - booking.seats, event.capacity);
    if (left < seats) {
      const problem = "is more than there are left";
      return failure(409, "too_few_seats", "the event has too few seats left", ["seats"], problem);
    }
    const booking = {
      id: randomUUID(),
      eventId,
      eventName: event.name,
      eventStart: event.start,
      eventTimeZone: event.timeZone,
      seats,
      status: "booked" as const,
      bookedAt: new Date().toISOString(),
      user,
    };
    this.bookings.unshift(booking);
    this.#count(eventId, -seats);
    return { status: 201, body: booking };
  }

  #count(eventId: string, by: number): void {
    const event = this.events.find(({ id }) => id === eventId);
    setTimeout(() => {
      if (event) event.seatsLeft += by;
    }, this.countingDelay).unref();
  }
}

/** An error in the services' own shape. */
export function failure(
  status: number,
  code: string,
  message: string,
  fields: string[] = [],
  problem = "",
): Answer & { status: number } {
  const named = fields.map((field) => ({ field, message: problem }));
  return {
    status,
    body: { error: { code, message, fields: named }, requestId: "00000000-test" },
  };
}
