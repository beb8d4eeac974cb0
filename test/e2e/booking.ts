import * as assert from "node:assert/strict";
import { call } from "./api";
import { eventually } from "./cluster";

const hour = 3_600_000;

/** What an event needs besides a name and a number of seats. */
function newEvent(name: string, capacity: number, hoursAhead: number) {
  const start = Date.now() + hoursAhead * hour;
  return {
    name,
    description: "An evening of the e2e",
    start: new Date(start).toISOString(),
    end: new Date(start + 2 * hour).toISOString(),
    timeZone: "Europe/Amsterdam",
    location: { name: "Town hall", address: "1 Main Street", country: "Utopia", halls: ["Large"] },
    capacity,
  };
}

/** Creates an event, which is the person's whose token it is. @param hoursAhead When it begins. @returns its id. */
export async function createEvent(
  token: string,
  name: string,
  capacity: number,
  hoursAhead = 100 * 24,
): Promise<string> {
  const answer = await call("POST", "/events", {
    token,
    body: newEvent(name, capacity, hoursAhead),
  });
  assert.equal(answer.status, 201, answer.text);
  return String(answer.body?.["id"]);
}

export async function book(token: string, eventId: string, seats: number) {
  return call("POST", "/bookings", { token, body: { eventId, seats } });
}

/** Books as soon as the booking service has learnt of the event. @returns the booking's id. */
export async function bookSoon(token: string, eventId: string, seats: number): Promise<string> {
  let id = "";
  // A message that a broker took with it when it was killed is sent anew after up to half a minute, each time.
  await eventually("the booking service knows the event", 480, async () => {
    const answer = await book(token, eventId, seats);
    if (answer.status === 404) return false;
    assert.equal(answer.status, 201, answer.text);
    id = String(answer.body?.["id"]);
    return true;
  });
  return id;
}

export async function seatsLeft(eventId: string): Promise<number> {
  const answer = await call("GET", `/events/${eventId}`);
  assert.equal(answer.status, 200, answer.text);
  return Number(answer.body?.["seatsLeft"]);
}

/** The seats left of each event, by its id. */
export async function allSeatsLeft(): Promise<Map<string, number>> {
  const seats = new Map<string, number>();
  let cursor: string | undefined;
  do {
    const next = cursor === undefined ? "" : `&cursor=${cursor}`;
    const { status, text, body } = await call("GET", `/events?limit=100${next}`);
    assert.equal(status, 200, text);
    const page = body as { items: { id: string; seatsLeft: number }[]; next?: string };
    for (const event of page.items) seats.set(event.id, event.seatsLeft);
    cursor = page.next;
  } while (cursor !== undefined);
  return seats;
}
