import { setTimeout as sleep } from "node:timers/promises";
import { PeopleDouble } from "../../service-kit/test/doubles/people-double.ts";
import type { Server } from "./database.ts";
import { startProcess, type Process } from "./process.ts";
import { databases } from "./seed.ts";

export const token = "token-of-ada";

export interface MyEvents {
  events: Process;
  bookings: Process;
  stop: () => Promise<void>;
}

/** @param broker Its URL. @default none: what is to be told is kept */
export async function startMyEvents({ url }: Server, broker?: string): Promise<MyEvents> {
  const people = new PeopleDouble();
  const environment = {
    USER_URL: await people.start(),
    AMQP_BROKER_URL: broker ?? "amqp://127.0.0.1:1",
    // What there is to see of messages.
    LOG_LEVEL: broker === undefined ? "error" : "info",
  };
  const start = (main: string, database: string, ready: string) =>
    startProcess(main, { ...environment, MONGO_URL: `${url}/${database}` }, ready);
  const ready = broker === undefined ? undefined : "/readyz";
  const [events, bookings] = await Promise.all([
    start("eventservice/src/main.ts", databases.events, ready ?? "/events"),
    start("bookingservice/src/main.ts", databases.bookings, ready ?? "/healthz"),
  ]);
  const stop = async () => {
    await Promise.all([events.stop(), bookings.stop()]);
    await people.stop();
  };
  return { events, bookings, stop };
}

/** @throws Error, with what it says, for another answer than 200 and 201. */
export async function ask(
  url: string,
  { body, requestId }: { body?: unknown; requestId?: string } = {},
): Promise<Record<string, unknown>> {
  const answer = await fetch(url, {
    method: body === undefined ? "GET" : "POST",
    headers: {
      ...(body !== undefined && {
        "content-type": "application/json",
        authorization: `Bearer ${token}`,
      }),
      ...(requestId !== undefined && { "x-request-id": requestId }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (answer.ok) return JSON.parse(text);
  throw new Error(`${url} answers ${answer.status}: ${text}`);
}

/** Milliseconds. */
const patience = 20_000;

/** Until it is answered: a service that has just started refuses what its event loop is too busy for. */
export async function askPatiently(...request: Parameters<typeof ask>): ReturnType<typeof ask> {
  for (const end = Date.now() + patience; ; await sleep(500)) {
    try {
      return await ask(...request);
    } catch (error) {
      if (Date.now() > end) throw error;
    }
  }
}
