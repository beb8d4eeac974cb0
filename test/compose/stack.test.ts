import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { type Composed, composedStack, type Service } from "./composed";

describe("dev as Docker Compose runs it", () => {
  let dev: Composed;
  before(async () => {
    dev = await composedStack("dev");
  });
  const services = () => Object.entries(dev.document.services);

  it("has a service for each part, for its gateway, and for what comes before them", () => {
    const names = services().map(([name]) => name);
    const parts = ["user", "eventservice", "bookingservice", "frontend", "hello", "gateway-proxy"];
    const stores = ["mysql-for-user", "redis-for-user", "events-db", "bookings-db", "amqp-broker"];
    for (const name of [...parts, ...stores, "user-migrate", "user-mysql-for-user-account"]) {
      assert.ok(names.includes(name), name);
    }
    assert.equal(dev.document.name, "slipway");
  });

  it("builds the images from their folders, each once, on the images that the stack is built on", () => {
    const built = services().filter(([, { build }]) => build !== undefined);
    const images = built.map(([, { image }]) => image);
    assert.deepEqual([...new Set(images)].sort(), [...images].sort());
    assert.ok(images.includes("slipway-user-service"));
    for (const [name, { build }] of built) {
      assert.ok(fs.existsSync(path.join(build?.context ?? "", build?.dockerfile ?? "")), name);
    }
    assert.deepEqual(dev.service("eventservice").build, {
      context: "images",
      dockerfile: "service-kit/Dockerfile",
      args: {
        NODE_IMAGE: "node:24.22.3-bookworm-slim",
        RUNTIME_IMAGE: "debian:12.15-slim",
        SERVICE: "eventservice",
      },
    });
    // Whoever else runs one of them does not build it.
    assert.equal(dev.service("user-migrate").image, dev.service("user").image);
    assert.equal(dev.service("user-migrate").build, undefined);
    assert.equal(dev.service("user-migrate").pull_policy, "never");
    assert.equal(dev.service("redis-for-user").pull_policy, undefined);
  });

  it("builds on a mirror's images where the settings name one", async () => {
    const images = JSON.stringify({ mirror: "cache.test/hub" });
    const mirrored = await composedStack("dev", { "slipway:images": images });
    assert.equal(mirrored.service("redis-for-user").image, "cache.test/hub/library/redis:8.0.6");
    const args = mirrored.service("mysql-for-user").build?.args;
    assert.deepEqual(args, { MYSQL_IMAGE: "cache.test/hub/library/mysql:9.7.2" });
  });

  it("publishes the gateway, each service and the broker's page on this machine alone", () => {
    const ports = services().flatMap(([name, { ports = [] }]) => ports.map((port) => [name, port]));
    const here = "${PUBLISH_ADDRESS:-127.0.0.1}";
    assert.deepEqual(Object.fromEntries(ports), {
      "gateway-proxy": `${here}:\${GATEWAY_PROXY_HTTP_PORT:-80}:8080`,
      hello: `${here}:\${HELLO_HTTP_PORT:-30050}:8080`,
      user: `${here}:\${USER_HTTP_PORT:-10086}:10086`,
      eventservice: `${here}:\${EVENTSERVICE_HTTP_PORT:-8181}:8181`,
      bookingservice: `${here}:\${BOOKINGSERVICE_HTTP_PORT:-8282}:8181`,
      frontend: `${here}:\${FRONTEND_HTTP_PORT:-8080}:8080`,
      "amqp-broker": `${here}:\${AMQP_BROKER_MANAGEMENT_PORT:-15672}:15672`,
    });
  });

  it("lets each container do as little as in the cluster", () => {
    for (const [name, service] of services()) {
      assert.match(service.user ?? "", /^[1-9]\d*:[1-9]\d*$/, name);
      assert.equal(service.read_only, true, name);
      assert.deepEqual(service.cap_drop, ["ALL"], name);
      assert.deepEqual(service.security_opt, ["no-new-privileges"], name);
      assert.match(service.mem_limit, /^\d+m$/, name);
    }
    assert.equal(dev.service("user").mem_limit, "256m");
  });

  it("starts who waits for others when they serve, or have ended well", () => {
    const conditions = (name: string) =>
      Object.fromEntries(
        Object.entries(dev.service(name).depends_on ?? {}).map(([other, { condition }]) => [
          other,
          condition,
        ]),
      );
    const done = "service_completed_successfully";
    assert.deepEqual(conditions("user"), { "user-migrate": done });
    assert.deepEqual(conditions("user-migrate"), {
      "user-mysql-for-user-account": done,
      "user-mysql-for-user-migrations-account": done,
      "user-redis-for-user-account": done,
    });
    assert.deepEqual(conditions("user-redis-for-user-account"), {
      "redis-for-user": "service_healthy",
    });
    assert.deepEqual(conditions("eventservice"), {
      "eventservice-events-db-account": done,
      "eventservice-amqp-broker-account": done,
      user: "service_healthy",
    });
    assert.deepEqual(Object.keys(conditions("gateway-proxy")).sort(), [
      ...["bookingservice", "eventservice", "frontend", "hello"],
    ]);
  });

  it("asks each server whether it serves, as the readiness probe does", () => {
    for (const [name, { healthcheck, restart }] of services()) {
      assert.equal(healthcheck === undefined, restart !== "unless-stopped", name);
    }
    const { healthcheck } = dev.service("redis-for-user");
    assert.deepEqual(healthcheck?.test, [
      ...["CMD", "sh", "-c", "redis-cli ping | grep -q -e PONG -e NOAUTH"],
    ]);
    assert.deepEqual([healthcheck?.interval, healthcheck?.start_period], ["5s", "300s"]);
    assert.deepEqual(dev.service("hello").healthcheck?.test.slice(-2), ["8081", "/readyz"]);
  });

  it("keeps each store's data in a volume, and what a pod may write besides in memory", () => {
    const { volumes, tmpfs } = dev.service("amqp-broker");
    assert.deepEqual(volumes, ["data-amqp-broker-0:/var/lib/rabbitmq"]);
    const owned = "exec,uid=999,gid=999,mode=0755";
    assert.deepEqual(tmpfs, [`/tmp:${owned}`, `/var/log/rabbitmq:${owned}`]);
    assert.equal(Object.keys(dev.document.volumes).length, 5);
  });

  it("has each address that a container is told be somebody's in a network of both", () => {
    let found = 0;
    for (const [name, service] of services()) {
      for (const host of hosts(dev, service)) {
        found++;
        const known = Object.keys(service.networks ?? {}).some((network) =>
          services().some(
            ([other, { networks = {} }]) =>
              network in networks &&
              (other === host || (networks[network]?.aliases ?? []).includes(host)),
          ),
        );
        assert.ok(known, `${name} is told ${host}`);
      }
    }
    assert.ok(found >= 15, String(found));
  });

  it("finds a service anew in the proxy, whose address is another one when it has been restarted", () => {
    const config = dev.files.get("configs/gateway-proxy.nginx.conf")?.text ?? "";
    const upstreams = config.match(/^ *upstream /gm) ?? [];
    assert.equal(upstreams.length, 5);
    assert.equal(config.match(/^ *server [\w-]+:\d+ max_fails=0 resolve;$/gm)?.length, 5);
    assert.match(config, /^http \{\n {2}resolver 127\.0\.0\.11 /m);
  });
});

/** The hosts in a container's variables. */
function hosts({ files }: Composed, { environment = {}, env_file = [] }: Service): string[] {
  const secret = env_file.map((file) => files.get(file)?.text ?? "").join("");
  const urls = [...secret.matchAll(/^\w+_URL="\w+:\/\/(?:[^@"]*@)?([^:/"]+)/gm)];
  const plain = Object.entries(environment).flatMap(([name, value]) => {
    if (/^(\w+_)?HOST$/.test(name)) return [value];
    return /^(USER)_URL$/.test(name) ? [new URL(value).hostname] : [];
  });
  return [...plain, ...urls.flatMap(([, host]) => host ?? [])];
}
