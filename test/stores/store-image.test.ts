import assert from "node:assert/strict";
import { MongoDb } from "../../components/mongodb";
import { MySql } from "../../components/mysql";
import { RabbitMq } from "../../components/rabbitmq";
import { Redis } from "../../components/redis";
import { deployApp } from "../deploy";

describe("a store's image", () => {
  const deployed = (images: Readonly<Record<string, string | undefined>>) =>
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
});
