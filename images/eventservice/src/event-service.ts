import {
  Dependency,
  Type,
  tlsCaVariable,
  tlsOf,
  tlsVariable,
  type App,
  type Logger,
  type Service,
} from "@slipway/service-kit";
import {
  Messaging,
  RabbitMq,
  Registry,
  subscribe,
  type Announcement,
  type Broker,
  type BrokerParts,
} from "@slipway/service-kit/messaging";
import { MongoDb, mongoTiming, Outbox, type Database } from "@slipway/service-kit/mongodb";
import { BookingCancelled, BookingMade, exchanges } from "@slipway/messages";
import { Events } from "./events.ts";
import { addRoutes } from "./routes.ts";
import { TakenSeats } from "./taken-seats.ts";

const Environment = Type.Object({
  MONGO_URL: Type.String({
    pattern: "^mongodb(\\+srv)?://[^/]+/[^/?]+",
    description: "a MongoDB URL with the database's name as its path",
    secret: true,
  }),
  MONGO_TLS: tlsVariable,
  MONGO_TLS_CA: tlsCaVariable,
  AMQP_BROKER_URL: Type.String({
    pattern: "^amqps?://[^/]+",
    description: "an AMQP URL such as amqp://user:password@host:5672/%2F",
    secret: true,
  }),
  AMQP_BROKER_TLS: tlsVariable,
  AMQP_BROKER_TLS_CA: tlsCaVariable,
});

/** Holds the events, in MongoDB, and counts what the booking service tells of their seats. */
export const eventService: Service<typeof Environment> = {
  title: "eventservice",
  environment: Environment,
  create(environment, log) {
    const { MONGO_URL, AMQP_BROKER_URL } = environment;
    const mongoTls = tlsOf(environment.MONGO_TLS, environment.MONGO_TLS_CA);
    const brokerTls = tlsOf(environment.AMQP_BROKER_TLS, environment.AMQP_BROKER_TLS_CA);
    return assemble(
      new MongoDb(MONGO_URL, prepare, mongoTls),
      (parts) => new RabbitMq({ ...parts, url: AMQP_BROKER_URL, tls: brokerTls }),
      log,
    );
  },
};

/** The service on whatever database and broker it is given. */
export function assemble(mongo: Database, connect: (parts: BrokerParts) => Broker, log: Logger) {
  const database = new Dependency("mongodb", mongo, log, mongoTiming);
  const taken = new TakenSeats(database, mongo);
  const from = exchanges.bookingservice;
  const messaging = new Messaging({
    name: exchanges.eventservice,
    subscriptions: [
      subscribe(from, BookingMade, ({ data }) => taken.add(data)),
      subscribe(from, BookingCancelled, ({ data }) => taken.remove(data)),
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
  const events = new Events(database, mongo, announcements);
  return {
    dependencies: [database, messaging.dependency],
    routes: (app: App, metrics: Registry) => {
      addRoutes(app, { events, taken });
      messaging.attach(app, metrics, announcements);
    },
  };
}

export async function prepare(mongo: Database): Promise<void> {
  await Outbox.prepare(mongo.collection("events"));
  await TakenSeats.prepare(mongo);
}
