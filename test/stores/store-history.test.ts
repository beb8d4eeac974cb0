import assert from "node:assert/strict";
import { MongoDb } from "../../components/mongodb";
import { MySql } from "../../components/mysql";
import { RabbitMq } from "../../components/rabbitmq";
import { Redis } from "../../components/redis";
import { deployApp, deployDev } from "../deploy";

describe("a store's image", () => {
  const deployed = (
    images: Readonly<Record<string, string | undefined>>,
    versions: Readonly<Record<string, string>> = {},
  ) =>
    deployApp(
      (app) => {
        new MySql("mysql", { app, database: "shop" });
        new Redis("redis", { app });
        new MongoDb("mongodb", { app });
        new RabbitMq("rabbitmq", { app });
      },
      {
        stores: Object.fromEntries(
          Object.entries(images).map(([store, image]) => [store, { image }]),
        ),
      },
      {
        putOut: {
          stores: Object.fromEntries(
            Object.entries(versions).map(([store, version]) => [store, { version }]),
          ),
        },
      },
    );

  it("is refused where it is too old for what is done with it, with the least one and the reason", async () => {
    const old = {
      mysql: "mysql:5.7",
      redis: "docker.io/library/redis:6.2.14-alpine",
      mongodb: "mongo:3.4.3",
      rabbitmq: "rabbitmq:3-management",
    };
    await assert.rejects(deployed(old), ({ message }: Error) => {
      for (const [store, least] of [
        ["mysql", "mysql:8.0.21"],
        ["redis", "redis:7.0.0"],
        ["mongodb", "mongo:5.0.0"],
        ["rabbitmq", "rabbitmq:4.2.0"],
      ] as const) {
        const start = `stores.${store}.image is "${old[store]}", but must be ${least} or later, which has `;
        assert.ok(message.includes(start), message);
      }
      return true;
    });
  });

  for (const images of [
    {
      mysql: "mysql:8.0.21",
      redis: "redis:7.0.0",
      mongodb: "mongo:5.0.0",
      rabbitmq: "rabbitmq:4.2.0",
    },
    {
      mysql: "mysql:8",
      redis: "redis:10.0",
      mongodb: "mongo:8.0",
      rabbitmq: "rabbitmq:4.10-management",
    },
    // Of one's own, or by a digest, whose version nobody can tell.
    { mysql: "registry.test/our-mysql:1.0", redis: `redis@sha256:${"0a".repeat(32)}` },
  ]) {
    it(`is taken as ${Object.values(images)
      .join(", ")
      .replace(/(?<=:0a)\w+/, "…")}`, async () => {
      await deployed({ ...images });
    });
  }

  const kinds = { mysql: "mysql", redis: "redis", mongodb: "mongo", rabbitmq: "rabbitmq" };

  const taken: [store: keyof typeof kinds, from: string, to: string][] = [
    ["mysql", "8.0.21", "8.0.44"],
    ["mysql", "8.0.44", "8.4.7"],
    ["mysql", "8.4.7", "9.7.2"],
    ["mysql", "9.7.2", "9.7.1"],
    ["redis", "7.0.0", "8.0.6"],
    ["mongodb", "5.0.31", "6.0.1"],
    ["mongodb", "7.0.2", "8.0"],
    ["rabbitmq", "4.2.5", "4.3.6-management"],
    ["rabbitmq", "4.3.6", "4.10.0"],
  ];
  for (const [store, from, to] of taken) {
    it(`takes over the volumes of ${kinds[store]}:${from} as ${to}`, async () => {
      const image = `${kinds[store]}:${to}`;
      const stack = await deployed({ [store]: image }, { [store]: from });
      const { spec } = stack.one("kubernetes:apps/v1:StatefulSet", store).inputs.spec.template;
      assert.equal(spec.containers[0]?.image, image);
    });
  }

  const refused: [store: keyof typeof kinds, from: string, to: string, first: string][] = [
    ["mysql", "8.0.44", "9.7.2", "mysql:8.4 first"],
    ["mysql", "9.7.2", "8.4.7", "no version before mysql:9.7"],
    ["redis", "8.0.6", "7.4.1", "no version before redis:8.0"],
    ["mongodb", "5.0.31", "8.0.29", "mongo:6.0 first"],
    ["mongodb", "6.0.1", "8.0.29", "mongo:7.0 first"],
    ["rabbitmq", "4.1.4", "4.3.6", "rabbitmq:4.2 first"],
    ["rabbitmq", "4.3.6", "4.2.5", "no version before rabbitmq:4.3"],
  ];
  for (const [store, from, to, first] of refused) {
    it(`refuses ${to} on the volumes of ${kinds[store]}:${from}, and says what to do`, async () => {
      const image = `${kinds[store]}:${to}`;
      await assert.rejects(
        deployed({ [store]: image }, { [store]: from }),
        ({ message }: Error) => {
          const start = `stores.${store}.image is "${image}", but must be `;
          assert.ok(message.startsWith(start), message);
          assert.match(message.slice(start.length), new RegExp(`^${first}`));
          return true;
        },
      );
    });
  }
});

describe("what an update leaves of a store", () => {
  it("is put out by the stack, for the next one", async () => {
    const { outputs } = await deployDev();
    const stack = outputs.find(({ urn }) => urn.includes("pulumi:pulumi:Stack::"));
    const value = (of: string) => stack?.leaves.find(({ path }) => path === of)?.value;
    assert.match(String(value("stores.amqp-broker.version")), /^4\.\d+\.\d+$/);
    assert.equal(value("stores.amqp-broker.replicas"), "1");
  });

  for (const [Store, name] of [
    [RabbitMq, "rabbitmq"],
    [MongoDb, "mongodb"],
  ] as const) {
    const grown = (replicas: number, before: number) =>
      deployApp(
        (app) => void new Store(name, { app }),
        { stores: { [name]: { replicas } } },
        { putOut: { stores: { [name]: { replicas: before } } } },
      );

    it(`lets a ${Store.name} grow`, async () => {
      const { spec } = (await grown(3, 1)).one("kubernetes:apps/v1:StatefulSet", name).inputs;
      assert.equal(spec.replicas, 3);
    });

    it(`refuses to take servers away from a ${Store.name}, whose others would be a minority`, async () => {
      const message = `stores.${name}.replicas is 1, but must be at least the 3 that it has. The store is as it was.`;
      await assert.rejects(grown(1, 3), { message });
    });
  }
});
