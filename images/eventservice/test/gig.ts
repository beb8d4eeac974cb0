import { randomUUID } from "node:crypto";
import {
  BookingCancelled,
  BookingMade,
  EventCancelled,
  EventChanged,
  EventCreated,
} from "@slipway/messages";
import { createMessage } from "@slipway/service-kit/messaging";
import type { BrokerDouble } from "../../service-kit/test/doubles/broker-double.ts";

/** The next one. */
export const year = new Date().getUTCFullYear() + 1;

/** An event to create. */
export const gig = {
  name: "Gig",
  description: "Two hours\nof noise",
  start: `${year}-05-01T19:30:00Z`,
  end: `${year}-05-01T23:30:00+02:00`,
  timeZone: "Europe/Amsterdam",
  location: { name: "Hall", address: "Street 1", country: "NL", halls: ["Main"] },
  capacity: 50,
};

/** A queue that takes the announcements, and a consumer that is content with each. */
export function listen(broker: BrokerDouble): void {
  const inbox = { receive: async () => ({ kind: "done" }) };
  const subscriptions = [EventCreated, EventChanged, EventCancelled].map((schema) => ({
    exchange: "eventservice",
    schema,
  }));
  const parts = { name: "listener", subscriptions, inbox } as unknown;
  void broker
    .connect(parts as Parameters<BrokerDouble["connect"]>[0])
    .open(new AbortController().signal);
}

/** A message of the booking service: so many seats are taken after so many changes. */
export function told(eventId: string, seatsTaken: number, seatsRevision: number): string {
  const schema = seatsRevision % 2 === 1 ? BookingMade : BookingCancelled;
  const data = { bookingId: randomUUID(), eventId, seats: 1, seatsTaken, seatsRevision };
  return JSON.stringify(createMessage(schema, data));
}
