import {
  Dependency,
  Type,
  UserService,
  userVariables,
  type App,
  type Logger,
  type Service,
} from "@slipway/service-kit";
import {
  brokerOf,
  brokerVariables,
  Messaging,
  Registry,
  subscribe,
  type Announcement,
  type Broker,
  type BrokerParts,
} from "@slipway/service-kit/messaging";
import {
  Idempotency,
  mongoOf,
  mongoTiming,
  mongoVariables,
  Outbox,
  type Database,
} from "@slipway/service-kit/mongodb";
import { EventCancelled, EventChanged, EventCreated, exchanges } from "@slipway/messages";
import { Bookings } from "./bookings.ts";
import type { Change } from "./change.ts";
import { KnownEvents } from "./known-events.ts";
import { Reservations } from "./reservations.ts";
import { addRoutes } from "./routes.ts";
import { Seats } from "./seats.ts";

const Environment = Type.Object({
  ...mongoVariables,
  ...brokerVariables,
  ...userVariables,
});

/** Books seats of the events that it is told of; people are known by the user service. */
export const bookingService: Service<typeof Environment> = {
  title: "bookingservice",
  environment: Environment,
  create: (environment, log) =>
    assemble(mongoOf(environment, prepare), brokerOf(environment), environment.USER_URL, log),
};

/** The service on whatever database and broker it is given. */
export function assemble(
  mongo: Database,
  connect: (parts: BrokerParts) => Broker,
  userUrl: string,
  log: Logger,
) {
  const database = new Dependency("mongodb", mongo, log, mongoTiming);
  const users = new UserService(userUrl, log);
  const seats = new Seats(database, mongo);
  const events = new KnownEvents(database, mongo);
  const from = exchanges.eventservice;
  const messaging = new Messaging({
    name: exchanges.bookingservice,
    subscriptions: [
      subscribe(from, EventCreated, ({ data }) => events.created(data)),
      subscribe(from, EventChanged, ({ data }) => events.changed(data)),
      subscribe(from, EventCancelled, ({ data }) => events.cancelled(data)),
    ],
    connect,
    log,
  });
  const announcements = new Outbox<Announcement>({
    name: "bookings",
    database,
    documents: () => mongo.collection("bookings"),
    deliver: (announcement) => messaging.announce(announcement),
    target: messaging.dependency,
    log,
  });
  const bookings = new Bookings(database, mongo, seats, announcements);
  const changes = new Outbox<Change>({
    name: "events",
    database,
    documents: () => mongo.collection("events"),
    deliver: (change) => bookings.record(change),
    target: database,
    log,
  });
  const reservations = new Reservations(seats, bookings, changes, new Idempotency(database, mongo));
  return {
    dependencies: [database, messaging.dependency, users],
    login: users.login,
    routes: (app: App, metrics: Registry) => {
      addRoutes(app, { bookings, events, reservations });
      messaging.attach(app, metrics, changes, announcements);
    },
  };
}

export async function prepare(mongo: Database): Promise<void> {
  await Outbox.prepare(mongo.collection("events"));
  await Outbox.prepare(mongo.collection("bookings"));
  await Bookings.prepare(mongo);
  await Idempotency.prepare(mongo);
}
