import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { type Architecture, architecture } from "../scripts/architecture";
import { drawing } from "../scripts/drawing";
import type { Registered } from "../scripts/registered";
import { type Deployed, deployDev } from "./deploy";

describe("npm run graph", () => {
  let dev: Deployed;
  let wired: Architecture;
  before(async () => {
    dev = await deployDev();
    wired = architecture(dev.resources);
  });

  it("has drawn the picture that the README shows, of the program as it is", async () => {
    const committed = fs.readFileSync(path.join(__dirname, "..", "docs", "stack.svg"), "utf8");
    assert.ok(
      committed === (await drawing(wired)),
      `docs/stack.svg is not what index.ts wires; "npm run graph" draws it anew`,
    );
  });

  it("draws every edge of the program, and no other", () => {
    const edges = wired.uses.map(({ from, to }) => `${from} → ${to}`);
    assert.deepEqual(edges.sort(), [
      "bookingservice → amqp-broker",
      "bookingservice → bookings-db",
      "bookingservice → user",
      "eventservice → amqp-broker",
      "eventservice → events-db",
      "eventservice → user",
      "user → mysql-for-user",
      "user → redis-for-user",
    ]);
  });

  it("draws every service and store once, with its port and its pods", () => {
    const parts = wired.parts.map(
      ({ name, kind, port, pods }) => `${name} ${kind} ${port} ${pods}`,
    );
    assert.deepEqual(parts.sort(), [
      "amqp-broker RabbitMq 5672 1",
      "bookings-db MongoDb 27017 1",
      "bookingservice Service 8181 2",
      "events-db MongoDb 27017 1",
      "eventservice Service 8181 2",
      "frontend Service 8080 2",
      "hello Service 8080 10",
      "mysql-for-user MySql 3306 1",
      "redis-for-user Redis 6379 1",
      "user Service 10086 3",
    ]);
  });

  it("draws every way in: the gateway's routes, and the port of a node", () => {
    const ways = wired.entries.flatMap(({ address, leads }) =>
      leads.map(({ paths, to }) => `${address} ${paths.join(" ")} → ${to}`),
    );
    assert.deepEqual(ways, [
      "api.slipway.localhost /register /login /logout /users /password-resets → user",
      "api.slipway.localhost /events → eventservice",
      "api.slipway.localhost /bookings → bookingservice",
      "www.slipway.localhost / → frontend",
      "hello.slipway.localhost / → hello",
      "port 30050 of a node / → hello",
    ]);
  });

  const registered = (type: string, name: string, spec?: object): Registered => {
    const custom = type.startsWith("kubernetes:");
    const rest = { dependencies: [], ignored: [], provider: "", leaves: [], blanked: {} };
    const parent = type.endsWith(":App") ? "" : "stack";
    return { ...rest, type, name, urn: name, parent, custom, inputs: { spec, uses: [] } };
  };
  const stack = registered("slipway:index:App", "stack");

  it("draws the bounds of an autoscaler in the place of a number", () => {
    const target = { scaleTargetRef: { name: "web" } };
    const { parts } = architecture([
      stack,
      registered("slipway:index:Service", "web"),
      registered("kubernetes:apps/v1:Deployment", "web", {}),
      registered("kubernetes:autoscaling/v2:HorizontalPodAutoscaler", "a", {
        ...target,
        minReplicas: 2,
        maxReplicas: 6,
      }),
    ]);
    assert.deepEqual(
      parts.map(({ pods }) => pods),
      ["2–6"],
    );
  });

  it("draws a host once, however many Ingresses it is in", () => {
    const ingress = (name: string, paths: string[]) => {
      const backend = { service: { name: "web" } };
      const http = { paths: paths.map((path) => ({ path, backend })) };
      const type = "kubernetes:networking.k8s.io/v1:Ingress";
      return registered(type, name, { rules: [{ host: "www.test", http }] });
    };
    const { entries } = architecture([
      stack,
      ingress("gateway", ["/a"]),
      ingress("gateway-http", ["/a", "/b"]),
      ingress("gateway-www.test-b", ["/b"]),
    ]);
    assert.deepEqual(entries, [
      { address: "www.test", leads: [{ to: "web", paths: ["/a", "/b"] }] },
    ]);
  });

  it("draws jobs and schedules among the services, with what they use", async () => {
    const wired = architecture([
      stack,
      registered("slipway:index:Redis", "cart"),
      registered("kubernetes:apps/v1:StatefulSet", "cart", { replicas: 1 }),
      { ...registered("slipway:index:Job", "warm-up"), inputs: { uses: ["cart"] } },
      { ...registered("slipway:index:Schedule", "nightly"), inputs: { uses: ["payments"] } },
      registered("slipway:index:Outside", "payments"),
    ]);
    assert.deepEqual(
      wired.parts.map(({ name, isService }) => [name, isService]),
      [
        ["cart", false],
        ["warm-up", true],
        ["nightly", true],
        ["payments", false],
      ],
    );
    assert.deepEqual(wired.uses, [
      { from: "warm-up", to: "cart" },
      { from: "nightly", to: "payments" },
    ]);
    const svg = await drawing(wired);
    for (const label of ["job", "schedule", "elsewhere"]) assert.ok(svg.includes(`>${label}<`));
  });

  it("draws a store that nobody uses, and one that is elsewhere if it is used", async () => {
    const wired = architecture([
      stack,
      registered("slipway:index:Redis", "idle"),
      registered("kubernetes:apps/v1:StatefulSet", "idle", { replicas: 1 }),
      registered("slipway:index:MySql", "elsewhere"),
      { ...registered("slipway:index:Service", "web"), inputs: { uses: ["elsewhere"] } },
      registered("kubernetes:apps/v1:Deployment", "web", { replicas: 1 }),
    ]);
    assert.deepEqual(
      wired.parts.map(({ name }) => name),
      ["idle", "elsewhere", "web"],
    );
    assert.match(await drawing(wired), />MySQL elsewhere</);
  });
});
