import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { BookingMade, exchanges } from "@slipway/messages";
import { createLogger, readEnvironment, Type } from "@slipway/service-kit";
import {
  brokerOf,
  brokerVariables,
  createMessage,
  Messaging,
} from "@slipway/service-kit/messaging";
import type { Server } from "./database.ts";
import { Figures } from "./figures.ts";
import { addSoldEvent, clear } from "./seed.ts";
import { startMyEvents, type MyEvents } from "./services.ts";

/** Messages a second. */
const rate = 200;

/** Seconds. */
const duration = 10;

/** Milliseconds in which the last messages are waited for. */
const patience = 20_000;

/** The messages are about so many events. */
const events = 20;

/**
 * How long it takes from the announcement of a booking until the event service has written how many seats are taken. The
 * booking service's part is played here, so that the figure is the broker's and the event service's.
 */
export async function effect(server: Server, broker: string): Promise<string[][]> {
  await clear(server.client);
  const services = await startMyEvents(server, broker);
  // Whose part is played.
  await services.bookings.stop();
  const messaging = new Messaging({
    name: exchanges.bookingservice,
    subscriptions: [],
    connect: brokerOf(readEnvironment(Type.Object(brokerVariables), { AMQP_BROKER_URL: broker })),
    log: createLogger("error"),
  });
  messaging.dependency.start();
  try {
    const ids: string[] = [];
    for (let n = 0; n < events; n += 1) ids.push(await addSoldEvent(server.client, 0));
    while (!messaging.dependency.up) await sleep(50);
    const times = await measured(services, messaging, ids);
    const figures = new Figures(times);
    return [
      ["from announcement to effect", "messages/s", "effects", "median ms", "p99 ms"],
      [
        ...["", String(rate), `${times.length} of ${rate * duration}`],
        ...[0.5, 0.99].map((share) => figures.quantile(share).toFixed(0)),
      ],
    ];
  } finally {
    await messaging.dependency.stop();
    await services.stop();
  }
}

async function measured(services: MyEvents, messaging: Messaging, ids: string[]) {
  const sent = new Map<string, number>();
  const times: number[] = [];
  services.events.onLine = (line) => {
    const { msg, messageId, time } = JSON.parse(line);
    const start = sent.get(messageId);
    if (msg !== "message handled" || start === undefined) return;
    sent.delete(messageId);
    times.push(new Date(time).getTime() - start);
  };
  const announce = async (n: number) => {
    const seatsTaken = Math.floor(n / ids.length) + 1;
    const message = createMessage(BookingMade, {
      ...{ bookingId: randomUUID(), eventId: ids[n % ids.length] ?? "", seats: 1 },
      ...{ seatsTaken, seatsRevision: seatsTaken },
    });
    sent.set(message.id, Date.now());
    const announcement = { id: message.id, at: new Date(), message, requestId: `bench-${n}` };
    await messaging.announce(announcement).catch(() => sent.delete(message.id));
  };
  // Nobody hears of anything before the event service has bound its queue.
  for (const end = Date.now() + patience; times.length === 0; await sleep(200)) {
    if (Date.now() > end) throw new Error("the event service does not listen to the broker");
    await announce(0);
  }
  sent.clear();
  times.length = 0;
  const begin = Date.now();
  for (let n = 0; n < rate * duration; n += 1) {
    // By the clock, whether or not those before are through.
    await sleep(Math.max(0, begin + (n * 1_000) / rate - Date.now()));
    void announce(n);
  }
  const end = Date.now() + patience;
  while (sent.size > 0 && Date.now() < end) await sleep(50);
  return times;
}
