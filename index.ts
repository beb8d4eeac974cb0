import { App } from "./components/app";
import { Gateway } from "./components/gateway";
import { MongoDb } from "./components/mongodb";
import { MySql } from "./components/mysql";
import { RabbitMq } from "./components/rabbitmq";
import { Redis } from "./components/redis";
import { Service } from "./components/service";

const app = new App();
const kit = { context: "images", dockerfile: "images/service-kit/Dockerfile" };
const api = { app, image: kit, env: { CORS_ORIGIN: app.origin("www") } };

// users: register, log in, look up
const usersDatabase = new MySql("mysql-for-user", {
  app,
  database: "user",
  build: "mysql-for-user",
});
const sessions = new Redis("redis-for-user", { app });
const user = new Service("user", {
  ...api,
  image: { ...kit, name: "user-service" },
  port: 10086,
  replicas: 3,
  memory: "128Mi",
  uses: [usersDatabase, sessions],
  migrate: ["node", "main.cjs", "migrate"],
});

// MyEvents: events made in one service are booked in another, which learns of them from the broker
const eventsDatabase = new MongoDb("events-db", { app });
const bookingsDatabase = new MongoDb("bookings-db", { app });
const broker = new RabbitMq("amqp-broker", { app });
const myEvents = { ...api, port: 8181 };
const events = new Service("eventservice", { ...myEvents, uses: [eventsDatabase, broker, user] });
const bookings = new Service("bookingservice", {
  ...myEvents,
  uses: [bookingsDatabase, broker, user],
});

// Pages: static files on an nginx that answers its probes on a port of their own
const probes = { liveness: "/healthz", readiness: "/readyz", port: 8081 };
const page = { app, port: 8080, uid: 101, probes, cpu: "5m", memory: "16Mi", memoryLimit: "64Mi" };
const frontend = new Service("frontend", { ...page, env: { API_URL: app.origin("api") } });
const hello = new Service("hello", {
  ...page,
  image: { args: { VERSION: "0.1", MESSAGE: "Hello Docker!" } },
  replicas: 10,
  nodePort: 30050,
  rollout: { minReadySeconds: 10, maxUnavailable: 1, maxSurge: 1 },
});

const gateway = new Gateway("gateway", {
  app,
  routes: [
    { host: "api", paths: ["/register", "/login", "/logout"], service: user },
    { host: "api", paths: ["/users", "/password-resets"], service: user },
    { host: "api", paths: ["/events"], service: events },
    { host: "api", paths: ["/bookings"], service: bookings },
    { host: "www", paths: ["/"], service: frontend },
    { host: "hello", paths: ["/"], service: hello },
  ],
});

export const { urls, addresses } = gateway;
export const { images, stores } = app;
