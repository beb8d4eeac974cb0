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
import { BookingCancelled, BookingMade, exchanges } from "@slipway/messages";
import { EventList } from "./event-list.ts";
import { Events } from "./events.ts";
import { addRoutes } from "./routes.ts";

const Environment = Type.Object({ ...mongoVariables, ...brokerVariables, ...userVariables });

/**
 * Holds the events, in MongoDB, with what the booking service tells of their seats; people are known by the user service.
 */
export const eventService: Service<typeof Environment> = {
  title: "eventservice",
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
  const from = exchanges.bookingservice;
  const messaging = new Messaging({
    name: exchanges.eventservice,
    subscriptions: [
      subscribe(from, BookingMade, ({ data }) => events.booked(data)),
      subscribe(from, BookingCancelled, ({ data }) => events.booked(data)),
    ],
    connect,
    log,
  });
  const announcements = new Outbox<Announcement>({
    name: "events",
    database,
    documents: () => mongo.collection("events"),
    deliver: (announcement) => messaging.announce(announcement),
    target: messaging.dependency,
    log,
  });
  const events = new Events({
    ...{ database, mongo, announcements },
    keys: new Idempotency(database, mongo),
  });
  return {
    dependencies: [database, messaging.dependency, users],
    login: users.login,
    routes: (app: App, metrics: Registry) => {
      addRoutes(app, { events, list: new EventList(database, mongo) });
      messaging.attach(app, metrics, announcements);
    },
  };
}

export async function prepare(mongo: Database): Promise<void> {
  await Outbox.prepare(mongo.collection("events"));
  await EventList.prepare(mongo);
  await Idempotency.prepare(mongo);
}
