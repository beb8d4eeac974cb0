import assert from "node:assert/strict";
import { Quantity } from "../components/kubernetes/quantity";
import { MongoDb } from "../components/mongodb";
import { Service } from "../components/service";
import {
  anyImage as image,
  type Deployed,
  deployApp,
  deployDev,
  deployStack,
  passwordNamed,
} from "./deploy";

describe("MongoDb", () => {
  let shop: Deployed;
  before(async () => {
    shop = await deployApp((app) => {
      const orders = new MongoDb("orders", { app, storage: "3Gi" });
      const old = new MongoDb("old", { app });
      new Service("back-end", { app, image, port: 8000, uses: [orders, old.as("ARCHIVE")] });
      new Service("front", { app, image, port: 8080, uses: [orders] });
    });
  });

  const server = () => {
    const { spec } = shop.one("kubernetes:apps/v1:StatefulSet", "orders").inputs;
    const [container] = spec.template.spec.containers;
    assert.ok(container !== undefined);
    return { spec, container };
  };
  const secret = (name: string) => shop.one("kubernetes:core/v1:Secret", name).inputs.stringData;

  it("gives each service the address of a database of its own, through its Secret alone", () => {
    const url = (store: string, service: string) =>
      `mongodb://root:${passwordNamed(`${store}-root`)}@${store}:27017/${service}?authSource=admin&w=majority&journal=true`;
    assert.deepEqual(secret("back-end-env"), {
      MONGO_URL: url("orders", "back-end"),
      ARCHIVE_MONGO_URL: url("old", "back-end"),
    });
    assert.deepEqual(secret("front-env"), { MONGO_URL: url("orders", "front") });
    for (const service of ["back-end", "front"]) {
      const { inputs } = shop.one("kubernetes:apps/v1:Deployment", service);
      const names = inputs.spec.template.spec.containers[0]?.env.map(({ name }) => name);
      assert.deepEqual(names, ["LISTEN_URL"]);
    }
  });

  it("keeps its password in the data of Secrets, marked, and nowhere else", () => {
    const password = passwordNamed("orders-root");
    const places = shop.resources.flatMap(({ type, name, leaves }) =>
      leaves
        .filter(({ value }) => value.includes(password))
        .map(({ path, secret }) => `${type} ${name} ${path} ${secret}`),
    );
    assert.deepEqual(places.sort(), [
      "kubernetes:core/v1:Secret back-end-env stringData.MONGO_URL true",
      "kubernetes:core/v1:Secret front-env stringData.MONGO_URL true",
      "kubernetes:core/v1:Secret orders-server stringData.MONGO_INITDB_ROOT_PASSWORD true",
    ]);
  });

  it("makes the account that services sign in with, from its own Secret", () => {
    const [user, password, ...others] = server().container.env;
    assert.deepEqual(user, { name: "MONGO_INITDB_ROOT_USERNAME", value: "root" });
    assert.equal(password?.name, "MONGO_INITDB_ROOT_PASSWORD");
    const { name, key } = password.valueFrom.secretKeyRef;
    assert.match(name, /^orders-server-[0-9a-f]{7}$/);
    assert.equal(key, password.name);
    assert.deepEqual([others, server().container.envFrom], [[], []]);
  });

  it("starts through the image's own script, which makes that account, and listens to others", () => {
    const [shell, , , name, data, ...command] = server().container.command;
    assert.deepEqual([shell, name, data], ["sh", "first-fill.sh", "/data/db"]);
    assert.deepEqual(command.slice(0, 2), ["docker-entrypoint.sh", "mongod"]);
    assert.ok(command.includes("--bind_ip_all"));
    assert.ok(!command.includes("--noauth"));
  });

  it("has services wait for its server and its address, since it has no jobs to wait for", () => {
    assert.deepEqual(shop.all("kubernetes:batch/v1:Job"), []);
    for (const [service, stores] of [
      ["back-end", ["orders", "old"]],
      ["front", ["orders"]],
    ] as const) {
      const { dependencies } = shop.one("kubernetes:apps/v1:Deployment", service);
      for (const store of stores) {
        for (const kind of ["apps/v1:StatefulSet", "core/v1:Service"] as const) {
          assert.ok(dependencies.includes(shop.one(`kubernetes:${kind}`, store).urn), kind);
        }
      }
    }
  });

  it("keeps its data on a volume of the size that was asked for, and only that", () => {
    const { spec, container } = server();
    assert.equal(spec.volumeClaimTemplates[0]?.spec.resources.requests["storage"], "3Gi");
    const paths = container.volumeMounts.map(({ name, mountPath }) => [mountPath, name]);
    assert.deepEqual(paths.sort(), [
      ["/data/configdb", "scratch-1"],
      ["/data/db", "data"],
      ["/tmp", "scratch-0"],
    ]);
  });

  it("is asked over its clients' port, on which a server that fills a new volume does not listen", () => {
    const { container } = server();
    assert.deepEqual(container.ports, [{ name: "mongodb", containerPort: 27017 }]);
    for (const probe of ["startupProbe", "livenessProbe"] as const) {
      assert.deepEqual(container[probe].tcpSocket, { port: "mongodb" });
      assert.equal(container[probe].exec, undefined);
    }
    assert.equal(container.readinessProbe.exec.command.at(-1), "27017");
  });

  it("has a cache that follows from its memory limit, as the server would choose it", async () => {
    const settled = (settings: object) =>
      deployApp((app) => void new MongoDb("events-db", { app }), {
        stores: { "events-db": settings },
      });
    for (const [stack, cache] of [
      [await deployDev(), "0.25"],
      [await deployStack("prod"), "0.5"],
      [await settled({ memory: "1Gi" }), "0.25"],
      [await settled({ memory: "1Gi", memoryLimit: "3Gi" }), "1"],
      [await settled({ memory: "5Gi" }), "2"],
    ] as const) {
      const { spec } = stack.one("kubernetes:apps/v1:StatefulSet", "events-db").inputs;
      const { command = [], resources } = spec.template.spec.containers[0] ?? {};
      assert.equal(command.at(-1), `--wiredTigerCacheSizeGB=${cache}`);
      // Connections, sorts and the allocator's own slack take as much again.
      const limit = Quantity.parse(resources?.limits["memory"] ?? "").toNumber();
      assert.ok(Number(cache) * 2 * 2 ** 30 <= limit, `${cache} GiB of ${limit} bytes`);
    }
  });
});
