import * as assert from "node:assert/strict";
import { Job } from "../../components/job";
import { Outside } from "../../components/outside";
import { Redis } from "../../components/redis";
import { Service } from "../../components/service";
import { anyImage as image } from "../deploy";
import { type Composed, composed, composedStack } from "./composed";

/** Who shares a network with whom, each pair once. */
function neighbours({ document }: Composed): Set<string> {
  const all = Object.entries(document.services);
  return new Set(
    all.flatMap(([one, { networks = {} }]) =>
      all
        .filter(([other]) => one !== other)
        .filter(([, service]) =>
          Object.keys(service.networks ?? {}).some((name) => name in networks),
        )
        .map(([other]) => pair(part(one), part(other)))
        .filter((each) => each !== ""),
    ),
  );
}

/** A job of a store's accounts is as the other ones, and what comes before a container is a part of its pod. */
function part(service: string): string {
  if (service === "user-migrate") return "user";
  const [, store] =
    /^(?:[a-z]+-)?(mysql-for-user|redis-for-user|events-db|bookings-db|amqp-broker)(?:-migrations)?-accounts?(?:-sweep)?$/.exec(
      service,
    ) ?? [];
  return store === undefined ? service : `${store}-accounts`;
}

function pair(one: string, other: string): string {
  return one === other ? "" : [one, other].sort().join(" ");
}

describe("networks", () => {
  it("join the ends of each edge of dev, and nobody else", async () => {
    const dev = await composedStack("dev");
    const uses = dev.resources
      .filter(({ type }) => type === "slipway:index:Service")
      .flatMap(({ name, inputs }) =>
        (inputs as { uses: string[] }).uses.map((other) => pair(name, other)),
      );
    const routed = ["user", "eventservice", "bookingservice", "frontend", "hello"];
    const stores = ["mysql-for-user", "redis-for-user", "events-db", "bookings-db", "amqp-broker"];
    const edges = [
      ...uses,
      ...routed.map((name) => pair("gateway-proxy", name)),
      ...stores.map((name) => pair(`${name}-accounts`, name)),
    ];
    assert.equal(uses.length, 8);
    assert.deepEqual([...neighbours(dev)].sort(), edges.sort());
  });

  it("lead outside only for who has a port of the machine", async () => {
    const { document } = await composedStack("dev");
    for (const [name, { networks = {}, ports }] of Object.entries(document.services)) {
      if (name === "user-migrate") continue;
      const open = Object.keys(networks).some((network) => !document.networks[network]?.internal);
      assert.equal(open, ports !== undefined, name);
    }
  });

  it("leave out who has no edge and no port: it would reach everybody like it otherwise", async () => {
    const stack = await composed((app) => {
      new Job("alone", { app, image });
      new Redis("cache", { app });
    });
    assert.equal(stack.service("alone").network_mode, "none");
    assert.equal(stack.service("alone").networks, undefined);
  });

  it("give who has a port and no edge one of its own", async () => {
    const stack = await composed((app) => void new Service("web", { app, image, port: 8080 }));
    assert.deepEqual(Object.keys(stack.service("web").networks ?? {}), ["web-outward"]);
    assert.deepEqual(stack.document.networks, { "web-outward": { internal: false } });
  });

  for (const [what, host] of [
    ["a range of addresses", "203.0.113.7"],
    ["a DNS name", "api.example.com"],
  ] as const) {
    it(`let who uses ${what} outside out, and say that this is no narrower`, async () => {
      const settings = { cluster: { networkPolicies: "cilium" } };
      const stack = await composed(
        (app) => {
          const payments = new Outside("payments", { app, host });
          new Job("bill", { app, image, uses: [payments] });
        },
        host === "api.example.com" ? settings : {},
      );
      assert.deepEqual(Object.keys(stack.service("bill").networks ?? {}), ["bill-outward"]);
      assert.deepEqual(stack.document.networks["bill-outward"], { internal: false });
      assert.ok(
        stack.left.some((line) => /bill/.test(line) && /reaches/.test(line)),
        stack.left.join(),
      );
    });
  }
});
