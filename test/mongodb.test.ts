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

  it("gives each service an account of its own and a database, through its Secret alone", () => {
    const url = (store: string, service: string) => {
      const { ACCOUNT, SCOPE } = shop.told(`${service}-${store}-account`);
      const { [store]: PASSWORD } = secret(`${service}-accounts`);
      assert.match(ACCOUNT ?? "", new RegExp(`^${service}-[0-9a-f]{8}$`));
      assert.equal(SCOPE, service);
      const options = "authSource=slipway&replicaSet=rs&w=majority&journal=true";
      return `mongodb://${ACCOUNT}:${PASSWORD}@${store}-0.${store}-headless:27017/${service}?${options}`;
    };
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
      "kubernetes:core/v1:Secret orders-server stringData.MONGO_INITDB_ROOT_PASSWORD true",
    ]);
  });

  it("makes the administrator's account, from its own Secret", () => {
    const [user, replicas, password, clusterKey, ...others] = server().container.env;
    assert.deepEqual(user, { name: "MONGO_INITDB_ROOT_USERNAME", value: "root" });
    assert.deepEqual(replicas, { name: "REPLICAS", value: "1" });
    assert.equal(password?.name, "MONGO_INITDB_ROOT_PASSWORD");
    const { name, key } = password.valueFrom.secretKeyRef;
    assert.deepEqual([name, key], ["orders-server", password.name]);
    assert.equal(clusterKey?.valueFrom.secretKeyRef.key, "CLUSTER_KEY");
    assert.equal(
      secret("orders-server")["CLUSTER_KEY"],
      passwordNamed("orders-root", 64).slice(32),
      "what tells the members' key would be the administrator's password as well",
    );
    assert.deepEqual([others, server().container.envFrom], [[], []]);
  });

  it("has services wait for the accounts that they sign in with, and the accounts for the servers", () => {
    for (const [service, stores] of [
      ["back-end", ["orders", "old"]],
      ["front", ["orders"]],
    ] as const) {
      const { dependencies } = shop.one("kubernetes:apps/v1:Deployment", service);
      for (const store of stores) {
        const account = shop.one("kubernetes:batch/v1:Job", `${service}-${store}-account`);
        assert.ok(dependencies.includes(account.urn));
        const set = shop.one("kubernetes:apps/v1:StatefulSet", store);
        assert.ok(account.dependencies.includes(set.urn));
      }
    }
  });

  it("leaves the shell of its accounts the memory that it takes", () => {
    const { spec } = shop.one("kubernetes:batch/v1:Job", "front-orders-account").inputs.spec
      .template;
    const [container] = spec.containers;
    assert.deepEqual(container?.command.slice(0, 5), [
      ...["mongosh", "--nodb", "--norc", "--quiet", "--eval"],
    ]);
    assert.ok(
      Quantity.parse(String(container?.resources.limits["memory"])).toNumber() >= 300 * 2 ** 20,
    );
  });

  it("is one server, each known by its own address, or as many as the settings say", async () => {
    const three = await deployApp(
      (app) => {
        const orders = new MongoDb("orders", { app });
        new Service("front", { app, image, port: 8080, uses: [orders] });
      },
      { stores: { orders: { replicas: 3 } } },
    );
    const { spec } = three.one("kubernetes:apps/v1:StatefulSet", "orders").inputs;
    assert.deepEqual([spec.replicas, spec.serviceName], [3, "orders-headless"]);
    assert.deepEqual(spec.template.spec.containers[0]?.env[1], { name: "REPLICAS", value: "3" });
    const names = three.all("kubernetes:core/v1:Service").map(({ name }) => name);
    assert.ok(!names.includes("orders"), "clients ask the members themselves");
    const { MONGO_URL } = three.one("kubernetes:core/v1:Secret", "front-env").inputs.stringData;
    const hosts = [0, 1, 2].map((pod) => `orders-${pod}.orders-headless:27017`).join(",");
    assert.ok(String(MONGO_URL).includes(`@${hosts}/front?`), MONGO_URL);
    const { spec: out } = three.one(
      "kubernetes:networking.k8s.io/v1:NetworkPolicy",
      "orders",
    ).inputs;
    assert.deepEqual(out.egress[0]?.ports, [{ protocol: "TCP", port: 27017 }]);
  });

  it("keeps its data on a volume of the size that was asked for, and only that", () => {
    const { spec, container } = server();
    assert.equal(spec.volumeClaimTemplates[0]?.spec.resources.requests["storage"], "3Gi");
    const paths = container.volumeMounts.map(({ name, mountPath }) => [mountPath, name]);
    assert.deepEqual(paths.sort(), [
      ["/data/configdb", "scratch-1"],
      ["/data/db", "data"],
      ["/run/slipway", "password"],
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

  it("keeps a log for its members that does not fill a small volume", async () => {
    for (const [storage, megabytes] of [
      ["1Gi", "51"],
      ["200Mi", "50"],
      ["100Gi", "5120"],
    ]) {
      const stack = await deployApp((app) => void new MongoDb("db", { app, storage }));
      const { spec } = stack.one("kubernetes:apps/v1:StatefulSet", "db").inputs.spec.template;
      const { command = [] } = spec.containers[0] ?? {};
      assert.equal(command[command.indexOf("--oplogSize") + 1], megabytes);
    }
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
      assert.equal(command[command.indexOf("--wiredTigerCacheSizeGB") + 1], cache);
      // Connections, sorts and the allocator's own slack take as much again.
      const limit = Quantity.parse(resources?.limits["memory"] ?? "").toNumber();
      assert.ok(Number(cache) * 2 * 2 ** 30 <= limit, `${cache} GiB of ${limit} bytes`);
    }
  });
});
