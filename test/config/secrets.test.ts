import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { Gateway } from "../../components/gateway";
import { MongoDb } from "../../components/mongodb";
import { MySql } from "../../components/mysql";
import { RabbitMq } from "../../components/rabbitmq";
import { Redis } from "../../components/redis";
import { Service } from "../../components/service";
import { manifests } from "../../scripts/manifests";
import { anyImage as image, deployApp, type Deployed } from "../deploy";
import { selfSigned } from "../self-signed";

/** A store that others run, with a password by which it is found again. */
const external = (password: string) => ({
  external: {
    host: "db.test",
    port: 5000,
    cidr: "198.51.100.0/24",
    tls: true,
    user: "me",
    password,
  },
});

const { certificate, key } = selfSigned("*.shop.test");
/** Every secret that a person can give, by where it is given. */
const secrets = {
  "registry.password": "known-registry",
  "gateway.tls.key": key,
  "services.web.env": "known-setting",
  "the program's env": "known-argument",
  "stores.mysql.external": "known-mysql",
  "stores.redis.external": "known-redis",
  "stores.mongodb.external": "known-mongodb",
  "stores.rabbitmq.external": "known-rabbitmq",
};

function shop(exposure: "ingress" | "loadBalancer"): Promise<Deployed> {
  return deployApp(
    (app) => {
      const uses = [
        new MySql("mysql", { app, database: "shop" }),
        new Redis("redis", { app }),
        new MongoDb("mongodb", { app }),
        new RabbitMq("rabbitmq", { app }),
      ];
      const env = { API_KEY: pulumi.secret(secrets["the program's env"]) };
      const web = new Service("web", { app, image, port: 80, uses, env });
      new Gateway("gateway", { app, routes: [{ host: "www", paths: ["/"], service: web }] });
    },
    {
      registry: { username: "me", password: secrets["registry.password"] },
      gateway: { exposure, tls: { certificate, key } },
      services: { web: { env: { SMTP_PASSWORD: secrets["services.web.env"] } } },
      stores: {
        mysql: external(secrets["stores.mysql.external"]),
        redis: external(secrets["stores.redis.external"]),
        mongodb: external(secrets["stores.mongodb.external"]),
        rabbitmq: external(secrets["stores.rabbitmq.external"]),
      },
    },
    { secretKeys: ["registry", "gateway", "services", "stores"].map((name) => `slipway:${name}`) },
  );
}

describe("a secret that a person gives", () => {
  for (const exposure of ["ingress", "loadBalancer"] as const) {
    describe(`with the exposure ${exposure}`, () => {
      let deployed: Deployed;
      before(async () => {
        deployed = await shop(exposure);
      });

      for (const [place, value] of Object.entries(secrets)) {
        // Base64 is how a registry's login and a Secret's data write it.
        const forms = [value, encodeURIComponent(value), Buffer.from(value).toString("base64")];
        const holds = (text: string) => forms.some((form) => text.includes(form));

        it(`is in Secrets alone, marked as one: ${place}`, () => {
          const held = deployed.resources.flatMap(({ type, leaves }) =>
            leaves.filter((leaf) => holds(leaf.value)).map((leaf) => ({ type, ...leaf })),
          );
          assert.ok(
            held.some(({ type }) => type === "kubernetes:core/v1:Secret"),
            "no Secret holds it",
          );
          for (const { type, path, secret } of held) {
            assert.ok(secret, `${type}, ${path} is not marked`);
            // What pushes an image signs in with it, on the machine that builds.
            if (place === "registry.password" && type === "docker:index/image:Image") continue;
            assert.equal(type, "kubernetes:core/v1:Secret", path);
          }
        });

        it(`is in no output, and in nothing that render shows: ${place}`, () => {
          const outputs = deployed.outputs.flatMap(({ leaves }) => leaves);
          assert.ok(!outputs.some((leaf) => holds(leaf.value)));
          assert.ok(!holds(JSON.stringify(manifests(deployed.resources))));
        });
      }
    });
  }
});
