import { EventCancelled, EventChanged, EventCreated } from "@slipway/messages";
import type { BrokerDouble } from "../../service-kit/test/doubles/broker-double.ts";

/** An event to create. */
export const gig = {
  name: "Gig",
  description: "Two hours\nof noise",
  start: "2027-05-01T19:30:00Z",
  end: "2027-05-01T23:30:00+02:00",
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
