import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { MongoDb } from "../../components/mongodb";
import { MySql } from "../../components/mysql";
import { RabbitMq } from "../../components/rabbitmq";
import { Redis } from "../../components/redis";
import { Service } from "../../components/service";
import { anyImage as image, type Deployed, deployApp, passwordNamed } from "../deploy";

/** Each store, the first password of its administrator, and the variable of its server that holds it. */
const stores = [
  { store: "broker", first: "broker-admin", variable: "RABBITMQ_DEFAULT_PASS" },
  { store: "cart", first: "cart-admin", variable: "ADMIN_PASSWORD" },
  { store: "events", first: "events-root", variable: "MONGO_INITDB_ROOT_PASSWORD" },
  { store: "orders", first: "orders-root", variable: "MYSQL_ROOT_PASSWORD" },
  { store: "spare", first: "spare-admin", variable: "ADMIN_PASSWORD" },
] as const;
const keys = ["broker-admin", "events-root"];
const numbered = (first: string, generation: number) =>
  generation === 1 ? first : `${first}-${generation}`;
const digest = (password: string) =>
  createHash("sha256").update(password).digest("hex").slice(0, 16);

/** A shop with every kind of store, and one that nobody uses. */
function shop(generation: number, options: Parameters<typeof deployApp>[2] = {}) {
  return deployApp(
    (app) => {
      const uses = [
        new Redis("cart", { app }),
        new MySql("orders", { app, database: "orders" }),
        new MongoDb("events", { app }),
        new RabbitMq("broker", { app, replicas: 3 }),
      ];
      new Redis("spare", { app });
      new Service("back", { app, image, port: 8000, uses });
    },
    { cluster: { protect: true }, passwords: { generation } },
    options,
  );
}

describe("the administrators' passwords", () => {
  let generations: [Deployed, Deployed, Deployed];
  before(async function () {
    this.timeout(60_000);
    generations = [await shop(1), await shop(2), await shop(3)];
  });

  const secretOf = (stack: Deployed, store: string) =>
    stack.one("kubernetes:core/v1:Secret", `${store}-server`).inputs.stringData;
  const passwords = (stack: Deployed) =>
    stack
      .all("random:index/randomPassword:RandomPassword")
      .filter(({ name }) => !name.startsWith("back-"));
  const unique = (names: string[]) => [...new Set(names)].sort();

  it("are others in each generation, beside those of the one before", () => {
    generations.forEach((stack, at) => {
      for (const { store, first, variable } of stores) {
        const previous = at === 0 ? undefined : passwordNamed(numbered(first, at));
        assert.equal(secretOf(stack, store)[variable], passwordNamed(numbered(first, at + 1)));
        assert.equal(secretOf(stack, store)["PREVIOUS_PASSWORD"], previous);
      }
    });
  });

  it("are protected while they are the present ones, and then left for the next rotation to drop", () => {
    generations.forEach((stack, at) => {
      const made = passwords(stack);
      const kept = made.filter(({ protect }) => protect === true).map(({ name }) => name);
      const present = stores.map(({ first }) => numbered(first, at + 1));
      const previous = at === 0 ? [] : stores.map(({ first }) => numbered(first, at));
      assert.deepEqual(kept.sort(), unique([...keys, ...present]));
      assert.deepEqual(unique(made.map(({ name }) => name)), unique([...kept, ...previous]));
    });
  });

  it("are never made anew where they are, since nothing that is protected can be", () => {
    const inputs = new Map<string, object>();
    for (const { name, inputs: own } of generations.flatMap(passwords)) {
      assert.deepEqual(own, inputs.get(name) ?? own, name);
      inputs.set(name, own);
    }
    assert.equal(inputs.size, 3 * stores.length);
  });

  it("are not what the servers of a cluster know each other by, which stays", () => {
    for (const [at, store] of ["broker", "events"].entries()) {
      const key = passwordNamed(keys[at] ?? "", 64).slice(32);
      for (const stack of generations) assert.equal(secretOf(stack, store)["CLUSTER_KEY"], key);
    }
  });

  it("are changed without a server, or its volume, being touched", () => {
    const servers = generations.map((stack) =>
      stack.resources
        .filter(({ type }) => /:(StatefulSet|PersistentVolumeClaim)$/.test(type))
        .map(({ type, name, inputs, protect }) => ({ type, name, inputs, protect })),
    );
    assert.equal(servers[0]?.length, 5 + 7);
    assert.deepEqual(servers, [servers[0], servers[0], servers[0]]);
  });

  it("are given to the servers by each job of each store, which the Secret comes before", () => {
    const [, before, after] = generations;
    const jobs = after.all("kubernetes:batch/v1:Job");
    assert.equal(jobs.length, 9);
    for (const { name, inputs, dependencies } of jobs) {
      // Also where it has no account to make or to drop.
      assert.notDeepEqual(inputs, before.one("kubernetes:batch/v1:Job", name).inputs, name);
      const { store, variable } = stores.find(({ store }) => name.includes(store)) ?? stores[0];
      const { env = [] } = inputs.spec.template.spec.containers[0] ?? {};
      const given = env.filter(({ name }) => /^(ADMIN|PREVIOUS)_/.test(name));
      const secret = `${store}-server`;
      assert.deepEqual(
        given.map(({ valueFrom }) => valueFrom.secretKeyRef),
        [variable, "PREVIOUS_PASSWORD"].map((key) => ({ name: secret, key })),
      );
      const server = after.one("kubernetes:apps/v1:StatefulSet", store);
      assert.ok(dependencies.includes(server.urn));
      assert.ok(
        server.dependencies.includes(after.one("kubernetes:core/v1:Secret", secret).urn),
        `${store} may read a Secret of before`,
      );
    }
  });

  describe("that a volume would not accept", () => {
    const left = (generation: number, administrator: string) => ({
      putOut: { stores: { events: { replicas: 1, generation, administrator } } },
    });
    const made = (number: number) => digest(passwordNamed(numbered("events-root", number)));

    for (const [now, last] of [
      [1, 1],
      [2, 1],
      [2, 2],
      [3, 2],
    ] as const) {
      it(`are none in generation ${now}, after ${last}, where they are as they were left`, async () => {
        await shop(now, left(last, made(last)));
      });
    }

    for (const [now, last] of [
      [1, 1],
      [2, 1],
      [2, 2],
    ] as const) {
      const refusal = new RegExp(
        `^Error: The administrator's password of events is another than that of generation ${last}, .*` +
          `set passwords\\.generation to ${last + 1}\\..* The store is as it was\\.$`,
      );

      it(`are refused in generation ${now}, after ${last}, before they reach anything`, async () => {
        await assert.rejects(shop(now, left(last, digest("another"))), refusal);
      });

      // As with --replace: what is to be made, a preview does not know.
      it(`are refused in a preview of generation ${now}, after ${last}, that is to make them`, async () => {
        await assert.rejects(shop(now, { ...left(last, made(last)), preview: true }), refusal);
      });
    }
  });
});
