import * as assert from "node:assert/strict";
import { Connections, type Edges } from "../connections";

/** Exactly what the prod stack declares; who is not here connects to nobody. */
const edges: Edges = {
  user: ["mysql-for-user:3306", "redis-for-user:6379"],
  eventservice: ["events-db:27017", "amqp-broker:5672", "user:10086"],
  bookingservice: ["bookings-db:27017", "amqp-broker:5672", "user:10086"],
  // The brokers' own ports.
  "amqp-broker": ["amqp-broker:4369", "amqp-broker:25672"],
  traefik: [
    "user:10086",
    "eventservice:8181",
    "bookingservice:8181",
    "frontend:8080",
    "hello:8080",
  ],
};

describe("the network of prod", () => {
  const connections = new Connections();
  before(() => connections.open());
  after(() => connections.close());

  it("is tried at what there is to be reached", async () => {
    assert.deepEqual(await connections.unreachable(), []);
  });

  it("lets exactly the declared edges through, by pod and by Service", async () => {
    assert.deepEqual(await connections.mistakes(edges), []);
  });
});
