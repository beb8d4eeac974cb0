import assert from "node:assert/strict";
import { backupsSchema } from "../../components/config/backups-schema";
import { mistakesOf } from "../../components/config/validate";
import { MongoDb } from "../../components/mongodb";
import { MySql } from "../../components/mysql";
import { RabbitMq } from "../../components/rabbitmq";
import { Redis } from "../../components/redis";
import { Service } from "../../components/service";
import type { App } from "../../components/app";
import {
  anyImage as image,
  type Deployed,
  deployApp,
  deployDev,
  deployStack,
  passwordNamed,
  type TestSettings,
} from "../deploy";

const cronJobs = "kubernetes:batch/v1:CronJob";
const policies = "kubernetes:networking.k8s.io/v1:NetworkPolicy";
const s3 = {
  endpoint: "https://s3.test:9000",
  bucket: "shop-backups",
  accessKey: "AK1",
  secretKey: "the-bucket's-secret",
  cidrs: ["192.0.2.0/24"],
};
const secretKeys = ["slipway:backups"];
const stores = ["broker", "cart", "events", "orders"];

function program(app: App) {
  const orders = new MySql("orders", { app, database: "orders", binaryLog: true });
  new Redis("cart", { app });
  new MongoDb("events", { app });
  new RabbitMq("broker", { app });
  new Service("back", { app, image, port: 8000, uses: [orders] });
}

function deploy(backups: object, more: TestSettings = {}) {
  return deployApp(program, { backups, ...more }, { secretKeys });
}

describe("backups", () => {
  let shop: Deployed;
  before(async () => {
    shop = await deploy({ s3, keepDays: 10, keepLast: 3 });
  });

  const cronJob = (store: string, stack = shop) => {
    const { spec } = stack.one(cronJobs, `${store}-backup`).inputs;
    const pod = spec.jobTemplate.spec.template;
    const [container] = pod.spec.containers;
    assert.ok(container !== undefined);
    const env = Object.fromEntries(container.env.map(({ name, value }) => [name, value]));
    return { spec, pod, container, env };
  };

  it("are off in a stack that does not configure them, and on in prod", async () => {
    assert.deepEqual((await deployDev()).all(cronJobs), []);
    const prod = (await deployStack("prod")).all(cronJobs).map(({ name }) => name);
    const all = ["amqp-broker", "bookings-db", "events-db", "mysql-for-user", "redis-for-user"];
    assert.deepEqual(
      prod.sort(),
      all.map((store) => `${store}-backup`),
    );
  });

  it("are of every store in the cluster, at their time, one after another", () => {
    const names = shop.all(cronJobs).map(({ name }) => name);
    assert.deepEqual(
      names.sort(),
      stores.map((store) => `${store}-backup`),
    );
    for (const store of stores) {
      const { schedule, timeZone, concurrencyPolicy, suspend } = cronJob(store).spec;
      const expected = ["0 2 * * *", "Etc/UTC", "Forbid", false];
      assert.deepEqual([schedule, timeZone, concurrencyPolicy, suspend], expected);
    }
  });

  it("are not of a store that others run", async () => {
    const external = { host: "db.test", port: 3306, cidr: "192.0.2.0/24", tls: true, user: "u" };
    const orders = { external: { ...external, password: "p" } };
    const stack = await deployApp(
      program,
      { backups: { s3 }, stores: { orders } },
      { secretKeys: [...secretKeys, "slipway:stores"] },
    );
    const names = stack.all(cronJobs).map(({ name }) => name);
    assert.ok(names.length === 3 && !names.includes("orders-backup"), names.join());
  });

  it("run the store's own tools in its image, with restic from its own", () => {
    for (const store of stores) {
      const { pod, container } = cronJob(store);
      const { spec } = shop.one("kubernetes:apps/v1:StatefulSet", store).inputs;
      assert.equal(container.image, spec.template.spec.containers[0]?.image);
      const [init] = pod.spec.initContainers;
      assert.match(init?.image ?? "", /^restic\/restic:\d/);
      assert.deepEqual(container.args, ["backup"]);
      const shared = container.volumeMounts.find(({ mountPath }) => mountPath === "/restic");
      assert.ok(init?.volumeMounts.some(({ name }) => name === shared?.name));
    }
  });

  it("go to a place of each store's own in the bucket, for as long as the settings say", () => {
    for (const store of stores) {
      const { env } = cronJob(store);
      const repository = `s3:https://s3.test:9000/shop-backups/shop/${store}`;
      assert.equal(env["RESTIC_REPOSITORY"], repository);
      assert.deepEqual([env["KEEP_DAYS"], env["KEEP_LAST"]], ["10", "3"]);
      assert.deepEqual([env["AWS_ACCESS_KEY_ID"], env["AWS_DEFAULT_REGION"]], ["AK1", "us-east-1"]);
    }
  });

  it("keep the key, the bucket's secret and the account's password in Secrets, marked, and nowhere else", () => {
    for (const secret of [
      passwordNamed("backups-key"),
      s3.secretKey,
      passwordNamed("orders-backup-orders-password"),
    ]) {
      const places = shop.resources.flatMap(({ type, leaves }) =>
        leaves
          .filter(({ value }) => value.includes(secret))
          .map(({ path, secret }) => ({ type, path, secret })),
      );
      assert.ok(places.length > 0);
      for (const { type, path, secret } of places) {
        assert.equal(type, "kubernetes:core/v1:Secret");
        assert.ok(secret && path.startsWith("stringData."), path);
      }
    }
  });

  it("read by an account of their own, made for that, and not as the administrator", () => {
    for (const store of stores) {
      const job = `${store}-backup-${store}-account`;
      assert.equal(shop.told(job)["PURPOSE"], "backup");
      const { dependencies } = shop.one(cronJobs, `${store}-backup`);
      assert.ok(dependencies.includes(shop.one("kubernetes:batch/v1:Job", job).urn));
      const { ACCOUNT } = shop.one("kubernetes:core/v1:Secret", `${store}-backup-env`).inputs
        .stringData;
      assert.equal(ACCOUNT, shop.told(job)["ACCOUNT"]);
      const { container } = cronJob(store);
      const names = container.envFrom.map(({ secretRef }) => secretRef.name);
      assert.ok(names.length === 1 && names[0]?.startsWith(`${store}-backup-env-`), names.join());
      assert.ok(container.env.every(({ valueFrom }) => valueFrom === undefined));
      const keep = shop.told(`${store}-accounts-sweep`)["KEEP"] ?? "";
      assert.ok(keep.split("\n").includes(String(ACCOUNT)), "it would be swept away");
    }
    assert.equal(shop.told("orders-backup-orders-account")["SCOPE"], "orders");
  });

  it("may connect to their store and to the bucket's addresses, and to nothing else", () => {
    const ports = { broker: 15672, cart: 6379, events: 27017, orders: 3306 };
    for (const [store, port] of Object.entries(ports)) {
      const { spec } = shop.one(policies, `${store}-backup`).inputs;
      const label = { "app.kubernetes.io/name": `${store}-backup` };
      assert.deepEqual(spec.podSelector.matchLabels, label);
      const { labels } = cronJob(store).pod.metadata;
      assert.equal(labels["app.kubernetes.io/name"], `${store}-backup`);
      const to = (peers: object[], number: number) => ({
        ports: [{ protocol: "TCP", port: number }],
        to: peers,
      });
      const ofStore = { podSelector: { matchLabels: { "app.kubernetes.io/name": store } } };
      const ofBucket = { ipBlock: { cidr: "192.0.2.0/24" } };
      assert.deepEqual(spec.egress, [to([ofStore], port), to([ofBucket], 9000)]);
      assert.deepEqual(spec.ingress, []);
      const [rule] = shop
        .one(policies, store)
        .inputs.spec.ingress.filter(({ ports }) => ports[0]?.port === port);
      const from = rule?.from.map(
        ({ podSelector }) => podSelector.matchLabels["app.kubernetes.io/name"],
      );
      assert.ok(from?.includes(`${store}-backup`));
    }
  });

  it("note the binary log's position where there is one", async () => {
    assert.equal(cronJob("orders").env["BINARY_LOG"], "true");
    const orders = { binaryLog: false };
    const without = await deploy({ s3 }, { stores: { orders } });
    assert.equal(cronJob("orders", without).env["BINARY_LOG"], "false");
  });

  it("go to a volume for each store where there is no bucket, which is protected as the data is", async () => {
    const stack = await deploy({ storage: "5Gi" }, { cluster: { protect: true } });
    for (const store of stores) {
      const claim = stack.one("kubernetes:core/v1:PersistentVolumeClaim", `${store}-backups`);
      assert.equal(claim.inputs.spec.resources.requests["storage"], "5Gi");
      assert.equal(claim.protect, true);
      const { pod, env, container } = cronJob(store, stack);
      assert.equal(env["RESTIC_REPOSITORY"], "/backups");
      const mount = container.volumeMounts.find(({ mountPath }) => mountPath === "/backups");
      const volume = pod.spec.volumes.find(({ name }) => name === mount?.name);
      assert.equal(volume?.persistentVolumeClaim.claimName, `${store}-backups`);
      assert.equal(stack.one(policies, `${store}-backup`).inputs.spec.egress.length, 1);
    }
    const key = stack.one("random:index/randomPassword:RandomPassword", "backups-key");
    assert.equal(key.protect, true);
  });

  it("are encrypted with a key of one's own where the settings have one", async () => {
    const stack = await deploy({ s3: { ...s3, prefix: "other/stack" }, key: "their-key" });
    const { RESTIC_PASSWORD } = stack.one("kubernetes:core/v1:Secret", "cart-backup-env").inputs
      .stringData;
    assert.equal(RESTIC_PASSWORD, "their-key");
    const repository = "s3:https://s3.test:9000/shop-backups/other/stack/cart";
    assert.equal(cronJob("cart", stack).env["RESTIC_REPOSITORY"], repository);
    const passwords = stack.all("random:index/randomPassword:RandomPassword");
    assert.ok(!passwords.some(({ name }) => name === "backups-key"));
  });

  it("pull restic through the mirror", async () => {
    const stack = await deploy({ s3 }, { images: { mirror: "cache.test/hub" } });
    const [init] = cronJob("cart", stack).pod.spec.initContainers;
    assert.match(init?.image ?? "", /^cache\.test\/hub\/restic\/restic:/);
  });

  it("have room in the namespace for one at its time and one by hand", async () => {
    const pods = (stack: Deployed) =>
      Number(stack.all("kubernetes:core/v1:ResourceQuota")[0]?.inputs.spec.hard["pods"]);
    const without = await deployApp(program);
    // And the Job that makes its account.
    assert.equal(pods(shop) - pods(without), stores.length * 3);
  });

  for (const [what, backups, mistake] of [
    ["no place", { cron: "@daily" }, /slipway:backups has neither s3 nor storage, but must have/],
    [
      "a time that is none",
      { s3, cron: "at night" },
      /slipway:backups\.cron is "at night", but must be a cron expression/,
    ],
    [
      "two places",
      { s3, storage: "5Gi" },
      /slipway:backups\.storage is "5Gi", but must not be set: the bucket/,
    ],
    [
      "no bucket's name",
      { s3: { ...s3, bucket: undefined } },
      /slipway:backups\.s3\.bucket is missing, but must be the name of a bucket/,
    ],
    [
      "no secret for the bucket",
      { s3: { ...s3, secretKey: undefined } },
      /slipway:backups\.s3\.secretKey is missing, but backups\.s3 is set: pulumi config set --secret/,
    ],
    [
      "an endpoint without a scheme",
      { s3: { ...s3, endpoint: "s3.test" } },
      /slipway:backups\.s3\.endpoint is "s3\.test", but must be a URL of a host/,
    ],
    [
      "no addresses of the endpoint",
      { s3: { ...s3, cidrs: undefined } },
      /slipway:backups\.s3\.cidrs is missing, but must be the ranges of addresses that s3\.test may have/,
    ],
    [
      "a retention of nothing",
      { s3, keepLast: 0 },
      /slipway:backups\.keepLast is 0, but must be a whole number from 1 to 1000/,
    ],
    ["an unknown key", { s3, keep: 1 }, /slipway:backups\.keep is not known; there are .*keepDays/],
  ] as const) {
    it(`refuse settings with ${what}`, () => assert.rejects(deploy(backups), mistake));
  }

  const ofBucket: Record<string, { good: unknown[]; bad: unknown[] }> = {
    endpoint: {
      good: ["https://s3.test", "http://10.0.0.1:9000", "https://[fd00::1]:9000"],
      bad: ["", "s3.test", "https://s3.test/", "https://S3.test", "ftp://s3.test", 1],
    },
    bucket: { good: ["abc", "a.b-c"], bad: ["", "ab", "A-b", "-ab", "a/b", "a".repeat(64), 1] },
    accessKey: { good: ["AK1"], bad: ["", "A K", 1] },
    secretKey: { good: ["a/b+c"], bad: ["", "two\nlines", 1] },
    region: { good: ["us-east-1"], bad: ["", "us east", 1] },
    prefix: { good: ["shop", "a/b_c"], bad: ["", "/a", "a/", "a b", "../a", 1] },
    cidrs: { good: [[], ["10.0.0.0/16"]], bad: [["10.0.0.0"], "10.0.0.0/16"] },
    ca: { good: [], bad: ["", "a certificate", 1] },
  };
  for (const [field, { good, bad }] of Object.entries(ofBucket)) {
    it(`take what is right for s3.${field}, and refuse what is wrong`, () => {
      const mistakes = (value: unknown) =>
        mistakesOf(backupsSchema, { s3: { ...s3, [field]: value } });
      for (const value of good) assert.deepEqual(mistakes(value), [], JSON.stringify(value));
      for (const value of bad) {
        const [mistake, ...others] = mistakes(value);
        assert.deepEqual(others, []);
        assert.deepEqual(mistake?.at.slice(0, 2), ["s3", field], JSON.stringify(value));
        assert.match(mistake?.sentence ?? "", /, but must be ./);
      }
    });
  }

  it("have every field of a bucket on trial", () => {
    const { properties } = backupsSchema as unknown as {
      properties: { s3: { properties: object } };
    };
    assert.deepEqual(Object.keys(properties.s3.properties).sort(), Object.keys(ofBucket).sort());
  });

  it("refuse a secret in plain text, and do not show it", async () => {
    await assert.rejects(deployApp(program, { backups: { s3, key: "k1" } }), (error: Error) => {
      for (const place of ["backups.key", "backups.s3.secretKey"]) {
        assert.ok(error.message.includes(`slipway:${place} is in plain text`), error.message);
      }
      return !error.message.includes(s3.secretKey);
    });
  });
});
