import assert from "node:assert/strict";
import type { ExternalStore } from "../../components/stores/external-store";
import { MongoDb } from "../../components/mongodb";
import { MySql } from "../../components/mysql";
import { RabbitMq } from "../../components/rabbitmq";
import { Redis } from "../../components/redis";
import { Service } from "../../components/service";
import { anyImage as image, type Deployed, deployApp } from "../deploy";
import { selfSigned } from "../self-signed";

describe("an external store", () => {
  const { certificate: ca } = selfSigned("db.example.com");
  const at = (port: number, more: Partial<ExternalStore> = {}): ExternalStore => ({
    host: "db.example.com",
    port,
    cidr: "10.1.0.0/16",
    tls: true,
    ca,
    user: "shop@team",
    password: "p:/@?",
    ...more,
  });

  function shop(external: (port: number, kind: string) => object): Promise<Deployed> {
    return deployApp(
      (app) => {
        const uses = [
          new MySql("orders", { app, database: "orders" }),
          new Redis("cart", { app }),
          new MongoDb("pages", { app }),
          new RabbitMq("broker", { app }),
        ];
        new Service("back", { app, image, port: 80, uses });
      },
      {
        stores: {
          orders: { external: external(3307, "MySql") },
          cart: { external: external(6380, "Redis") },
          pages: { external: external(27018, "MongoDb") },
          broker: { external: external(5671, "RabbitMq") },
        },
      },
      { secretKeys: ["slipway:stores"] },
    );
  }
  const env = (stack: Deployed) =>
    Object.fromEntries(
      stack
        .one("kubernetes:apps/v1:Deployment", "back")
        .inputs.spec.template.spec.containers[0]?.env.map(({ name, value }) => [name, value]) ?? [],
    );
  const secretEnv = (stack: Deployed) =>
    stack.one("kubernetes:core/v1:Secret", "back-env").inputs.stringData;

  let encrypted: Deployed;
  let plain: Deployed;
  before(async () => {
    encrypted = await shop((port) => at(port));
    const inClear = { tls: false, ca: undefined, host: "10.1.2.3" };
    plain = await shop((port, kind) =>
      at(port, { ...inClear, ...(kind === "Redis" ? {} : { database: "elsewhere" }) }),
    );
  });

  it("is not deployed: there is nothing of it but the edge's way out", () => {
    const own = encrypted.resources.filter(
      ({ type, name }) =>
        /^(orders|cart|pages|broker)|-(orders|cart|pages|broker)/.test(name) &&
        !type.startsWith("slipway:"),
    );
    assert.deepEqual(own, []);
    assert.deepEqual(
      encrypted.workloads.map(({ resource }) => resource.name),
      ["back"],
    );
  });

  it("is all that the service may connect to, at its addresses and its port", () => {
    const { spec } = encrypted.one("kubernetes:networking.k8s.io/v1:NetworkPolicy", "back").inputs;
    assert.deepEqual(spec.podSelector.matchLabels, { "app.kubernetes.io/name": "back" });
    assert.deepEqual(spec.policyTypes, ["Egress", "Ingress"]);
    const to = [{ ipBlock: { cidr: "10.1.0.0/16" } }];
    assert.deepEqual(
      spec.egress.map(({ to, ports }) => [to, ports]),
      [3307, 6380, 27018, 5671].map((port) => [to, [{ protocol: "TCP", port }]]),
    );
  });

  it("gives the variables that one in the cluster gives, and those of TLS, the account through a Secret", () => {
    assert.deepEqual(env(encrypted), {
      LISTEN_URL: "[::]:80",
      MYSQL_HOST: "db.example.com",
      MYSQL_PORT: "3307",
      MYSQL_DATABASE: "orders",
      MYSQL_TLS: "true",
      MYSQL_TLS_CA: ca,
      REDIS_HOST: "db.example.com",
      REDIS_PORT: "6380",
      REDIS_PREFIX: "back:",
      REDIS_TLS: "true",
      REDIS_TLS_CA: ca,
      MONGO_TLS: "true",
      MONGO_TLS_CA: ca,
      AMQP_BROKER_TLS: "true",
      AMQP_BROKER_TLS_CA: ca,
    });
    assert.deepEqual(secretEnv(encrypted), {
      MYSQL_USER: "shop@team",
      MYSQL_PASSWORD: "p:/@?",
      REDIS_USERNAME: "shop@team",
      REDIS_PASSWORD: "p:/@?",
      MONGO_URL:
        "mongodb://shop%40team:p%3A%2F%40%3F@db.example.com:27018/back?authSource=admin&w=majority&journal=true&tls=true",
      AMQP_BROKER_URL: "amqps://shop%40team:p%3A%2F%40%3F@db.example.com:5671/%2F",
    });
    for (const { name, leaves } of encrypted.resources) {
      for (const { value, secret } of leaves) assert.ok(secret || !value.includes("p:/@?"), name);
    }
  });

  it("says nothing of TLS where there is none, and uses the database that it is told", () => {
    assert.deepEqual(env(plain), {
      LISTEN_URL: "[::]:80",
      MYSQL_HOST: "10.1.2.3",
      MYSQL_PORT: "3307",
      MYSQL_DATABASE: "elsewhere",
      REDIS_HOST: "10.1.2.3",
      REDIS_PORT: "6380",
      REDIS_PREFIX: "back:",
    });
    const { MONGO_URL = "", AMQP_BROKER_URL = "" } = secretEnv(plain);
    assert.match(
      MONGO_URL,
      /^mongodb:.*@10\.1\.2\.3:27018\/elsewhere\?authSource=admin&w=majority&journal=true$/,
    );
    assert.match(AMQP_BROKER_URL, /^amqp:.*@10\.1\.2\.3:5671\/elsewhere$/);
  });

  it("may be an IPv6 address", async () => {
    const six = await shop((port) =>
      at(port, { host: "fd00::1", cidr: "fd00::/64", tls: false, ca: undefined }),
    );
    assert.match(secretEnv(six)["AMQP_BROKER_URL"] ?? "", /@\[fd00::1\]:5671\//);
    assert.equal(env(six)["MYSQL_HOST"], "fd00::1");
  });
});
