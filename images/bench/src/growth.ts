import type { Server } from "./database.ts";
import { Figures, timed } from "./figures.ts";
import { addEvents, addSoldEvent, clear } from "./seed.ts";
import { ask, askPatiently, startMyEvents, type MyEvents } from "./services.ts";

const bookings = [100, 10_000, 100_000];
const events = [100, 100_000];

/** How often each is asked. */
const rounds = 100;

/** What a read and a booking of an event cost by what is sold of it, and a page of events by how many there are. */
export async function growth(server: Server): Promise<string[][]> {
  await clear(server.client);
  const services = await startMyEvents(server);
  try {
    const sold = await sales(server, services);
    await clear(server.client);
    return [["", "there are", "median ms", "p95 ms"], ...sold, ...(await pages(server, services))];
  } finally {
    await services.stop();
  }
}

/** By turns, so that whatever else the machine does slows all of them down alike. */
async function sales(server: Server, services: MyEvents): Promise<string[][]> {
  const ids: string[] = [];
  for (const count of bookings) ids.push(await addSoldEvent(server.client, count));
  for (const id of ids) await askPatiently(...booking(services, id));
  const reads: number[][] = ids.map(() => []);
  const made: number[][] = ids.map(() => []);
  for (let n = 0; n < rounds; n += 1) {
    for (const [place, id] of ids.entries()) {
      reads[place]?.push(await timed(() => ask(`${services.events.url}/events/${id}`)));
      made[place]?.push(await timed(() => ask(...booking(services, id))));
    }
  }
  const at = (place: number) => `${bookings[place]?.toLocaleString("en")} bookings`;
  return [
    ...reads.map((times, place) => row("GET /events/:id", at(place), times)),
    ...made.map((times, place) => row("POST /bookings", at(place), times)),
  ];
}

async function pages(server: Server, services: MyEvents): Promise<string[][]> {
  const rows: string[][] = [];
  let there = 0;
  for (const count of events) {
    await addEvents(server.client, there, count);
    there = count;
    const times: number[] = [];
    try {
      for (let n = 0; n < rounds; n += 1) {
        times.push(await timed(() => ask(`${services.events.url}/events`)));
      }
    } catch (error) {
      // A server that sorts without an index does not come to an end in time.
      console.error(String(error));
    }
    rows.push(row("GET /events", `${count.toLocaleString("en")} events`, times));
  }
  return rows;
}

function row(what: string, at: string, times: number[]): string[] {
  const figures = new Figures(times);
  if (figures.count === 0) return [what, at, "no answer", ""];
  return [what, at, ...[0.5, 0.95].map((share) => figures.quantile(share).toFixed(1))];
}

function booking({ bookings: { url } }: MyEvents, eventId: string): Parameters<typeof ask> {
  return [`${url}/bookings`, { body: { eventId, seats: 1 } }];
}
