import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { Schema } from "../../components/config/fields";
import { partSchemas } from "../../components/config/part-schemas";
import { sections } from "../../components/config/section-schemas";
import { mistakesOf } from "../../components/config/validate";
import { Gateway } from "../../components/gateway";
import { Redis } from "../../components/redis";
import { Service } from "../../components/service";
import { anyImage as image, deployApp, type TestSettings } from "../deploy";
import { selfSigned } from "../self-signed";

const digest = `sha256:${"0a".repeat(32)}`;
const labels = {
  good: ["slipway", "a", "a-1", "a".repeat(63)],
  bad: ["", "Slipway", "-a", "a-", "a.b", "a_b", "a".repeat(64), 1],
};
const objectNames = { good: ["", "nginx", "a.b-c"], bad: ["Nginx", "a b", ".a", "a".repeat(254)] };
const images = {
  good: ["redis:8.0.6", "docker.io/library/redis:8.0.6-alpine", `localhost:5000/a/b@${digest}`],
  bad: ["redis", "redis:latest", "redis:alpine", "Redis:8.0.6", "redis:8.0.6 ", "redis@sha256:0a"],
};
const registries = {
  good: ["", "localhost", "localhost:5000", "ghcr.io/acme/slipway", "registry.test", "a:1/b"],
  bad: ["http://localhost:5000", "localhost:5000/", "a b", "ghcr.io/Acme", "a:123456", "acme"],
};
const counts = { good: [1, 3, 5], bad: [0, 2, 4, 7, "3"] };
const memory = { good: ["96Mi", "4Gi"], bad: ["", "0Mi", "1", "1GB", "1.5Gi", "-1Gi", 96] };
const lines = {
  good: ["a", "Grüße, 世界 👋"],
  bad: ["", "two\nlines", "a\tb", "a".repeat(201), 1],
};
const ranges = {
  good: [[], ["10.0.0.0/16", "fd00::/8"]],
  bad: [["10.0.0.0"], "10.0.0.0/16", [1], ["10.0.0.0/33"]],
};
const bucket = { endpoint: "http://10.0.0.1:9000", bucket: "backups", accessKey: "AKIA" };
const flags = { good: [true, false], bad: ["true", "", 1] };

/** Values of every field of every schema, by its last names. */
const values: Record<string, { good: unknown[]; bad: unknown[] }> = {
  "cluster.context": { good: ["minikube", "admin@prod"], bad: ["", "two words", "\n"] },
  "cluster.namespace": labels,
  storageClass: objectNames,
  "cluster.protect": flags,
  "cluster.assignsUsers": flags,
  "cluster.quota": { good: [0, 1, 1.5, 10], bad: [-1, 11, "2"] },
  "cluster.dns": ranges,
  "cluster.networkPolicies": { good: ["kubernetes", "cilium"], bad: ["", "Cilium", true] },
  "cluster.metricsNamespace": labels,
  "nodes.selector": {
    good: [{}, { "kubernetes.io/arch": "arm64", pool: 1 }],
    bad: [{ "a b": "c" }, { "A/B/c": "d" }, ["a"]],
  },
  "nodes.tolerations": {
    good: [
      [],
      [
        { key: "nvidia.com/gpu", operator: "Exists" },
        { key: "a", value: "b" },
      ],
    ],
    bad: [[{ key: "a b" }], [{ effect: "Never" }], [{ kay: "a" }], {}],
  },
  "registry.address": registries,
  "registry.username": { good: ["me"], bad: ["", "a b"] },
  password: lines,
  "images.platform": {
    good: ["", "linux/amd64", "linux/arm/v7"],
    bad: ["amd64", "linux/", "windows/amd64", "linux/amd64 "],
  },
  "images.mirror": registries,
  "images.digests": {
    good: [{}, { app: digest, web: `registry.test/web@${digest}` }],
    bad: [{ app: "1" }, { App: digest }, [], "a"],
  },
  node: images,
  runtime: images,
  nginx: images,
  "gateway.domain": {
    good: ["localhost", "slipway.localhost", "1.example"],
    bad: ["", "a..b", ".a", "a.", "A.b", "http://a.b", "a.b:80", `${"a.".repeat(100)}ab`],
  },
  "gateway.exposure": { good: ["ingress", "loadBalancer"], bad: ["", "Ingress", "nodeport"] },
  "gateway.nodePort": { good: [30000, 32767], bad: [0, 443, 32768, "30000"] },
  "gateway.class": objectNames,
  "gateway.controller": { good: ["traefik", "other"], bad: ["", "nginx", "Traefik"] },
  "gateway.controllerNamespace": labels,
  "gateway.ranges": ranges,
  "gateway.annotations": { good: [{}, { "a.test/b": "c" }], bad: [{ "": "a" }, { a: {} }, []] },
  "passwords.generation": { good: [1, 2, 1_000_000], bad: [0, -1, 1.5, "2", 1_000_001] },
  keepDays: { good: [1, 3650], bad: [0, 3651, 1.5, "30"] },
  keepLast: { good: [1, 1000], bad: [0, 1001, "7"] },
  "backups.key": lines,
  "backups.s3": {
    good: [bucket, { ...bucket, region: "eu-central-1", prefix: "a/b-c", cidrs: ["10.0.0.0/16"] }],
    bad: [
      { ...bucket, ca: "text" },
      { ...bucket, endpoint: "s3.example.com" },
      { ...bucket, endpoint: "https://s3.example.com/path" },
      { ...bucket, bucket: "Backups" },
      { ...bucket, bucket: "ab" },
      { ...bucket, accessKey: "two words" },
      { ...bucket, region: "" },
      { ...bucket, prefix: "/a" },
      { ...bucket, prefix: "a b" },
      { ...bucket, cidrs: ["10.0.0.0"] },
      { ...bucket, secretKey: "two\nlines" },
      { ...bucket, bukket: "a" },
    ],
  },
  "tls.secret": objectNames,
  "tls.issuer": objectNames,
  "tls.certificate": { good: ["any text"], bad: [1, "a".repeat(65_537)] },
  "tls.key": { good: ["any text"], bad: [1] },
  "services.Service.replicas": { good: [1, 100], bad: [0, 101, -1, 2.5, "3"] },
  "services.Service.maxReplicas": { good: [0, 100], bad: [101, -1, 10.5, "many"] },
  targetCpu: { good: [1, 70, 1000], bad: [0, 1001, "70%", 0.7] },
  targetMemory: { good: [1, 70, 1000], bad: [0, 1001, "70%", 0.7] },
  "services.Service.nodePort": { good: [0, 30000, 32767], bad: [80, 29999, 32768, "30050"] },
  env: {
    good: [{}, { A: "a", B_1: 1, c: true }],
    bad: [{ "A B": "a" }, { "1A": "a" }, { A: {} }, [], "a"],
  },
  build: {
    good: [{ VERSION: 0.2, MESSAGE: `"It's" <b>&amp;</b> \\n $HOME` }],
    bad: [{ MESSAGE: "two\nlines" }, { MESSAGE: "" }, { MESSAGE: "a".repeat(201) }],
  },
  files: {
    good: [{}, { "/etc/a.conf": "two\nlines", "/a": 1 }],
    bad: [{ "a.conf": "a" }, { "/etc/": "a" }, { "/etc/../a": "a" }, { "/a": {} }, [], "a"],
  },
  accessMode: { good: ["ReadWriteOnce", "ReadWriteMany"], bad: ["", "ReadOnlyMany", true] },
  "Outside.host": {
    good: ["api.example.com", "10.1.2.3", "fd00::1"],
    bad: ["", "https://api.example.com", "api.example.com:443", "Api", "*.example.com"],
  },
  "Outside.port": { good: [1, 65_535], bad: [0, 65_536, "443"] },
  "Outside.cidrs": ranges,
  // Others are on trial in cron.test.ts.
  cron: { good: ["0 3 * * 1-5", "@daily"], bad: ["", "daily", "* * * *", 5] },
  timeZone: { good: ["Etc/UTC", "Europe/Berlin"], bad: ["", "Berlin", "+01:00", 1] },
  concurrencyPolicy: { good: ["Allow", "Forbid", "Replace"], bad: ["", "forbid", true] },
  startingDeadlineSeconds: { good: [10, 604_800], bad: [0, 9, 604_801, "60"] },
  activeDeadlineSeconds: { good: [1, 86_400], bad: [0, 86_401, 1.5, "60"] },
  backoffLimit: { good: [0, 20], bad: [-1, 21, 1.5, "3"] },
  successfulJobsHistoryLimit: { good: [0, 100], bad: [-1, 101, "3"] },
  failedJobsHistoryLimit: { good: [0, 100], bad: [-1, 101, "3"] },
  suspend: flags,
  cpu: { good: ["50m", "0.5", 1, 2.5], bad: ["", "0", "0m", "1 core", -1, 0, "1e3"] },
  memory,
  memoryLimit: memory,
  image: images,
  storage: { good: ["1Gi", "500Mi", "2Ti"], bad: ["", "0Gi", "1", "1GB", "1.5Gi", "-1Gi", 1] },
  "MySql.binaryLog": flags,
  "MongoDb.replicas": counts,
  "RabbitMq.replicas": counts,
  // Each of these is on trial in external.test.ts.
  external: { good: [], bad: [] },
};

interface Node extends Schema {
  properties?: Record<string, Node>;
}

/** Every field by its place, and the schema of what holds it. */
function fields(place: string, schema: Node): string[] {
  // What needs several at once is tried as a whole.
  if (schema.properties === undefined || /\.(external|s3)$/.test(place)) return [place];
  return Object.entries(schema.properties).flatMap(([name, inner]) =>
    fields(`${place}.${name}`, inner),
  );
}

const schemas: Record<string, Node> = {
  ...(sections as object),
  ...Object.fromEntries(
    Object.entries(partSchemas).flatMap(([key, kinds]) =>
      Object.entries(kinds).map(([kind, schema]) => [`${key}.${kind}`, schema as Node]),
    ),
  ),
};

describe("the schemas of settings", () => {
  for (const [root, schema] of Object.entries(schemas)) {
    for (const place of fields(root, schema)) {
      const tried = Object.keys(values).find(
        (name) => place === name || place.endsWith(`.${name}`),
      );
      it(`have values on trial for ${place}`, () => assert.ok(tried !== undefined));
      const { good, bad } = values[tried ?? ""] ?? { good: [], bad: [] };
      const at = place.slice(root.length + 1).split(".");
      const holding = (value: unknown) =>
        at.reduceRight<unknown>((inner, name) => ({ [name]: inner }), value);

      it(`take what is right for ${place}`, () => {
        for (const value of good) assert.deepEqual(mistakesOf(schema, holding(value)), []);
      });
      it(`refuse each that is wrong for ${place}, and say what is allowed`, () => {
        for (const value of bad) {
          const [mistake, ...others] = mistakesOf(schema, holding(value));
          assert.deepEqual(others, [], JSON.stringify(value));
          assert.deepEqual(mistake?.at.slice(0, at.length), at, JSON.stringify(value));
          assert.match(
            mistake?.sentence ?? "",
            /, but must be .|is not (a name that is allowed|known; there are)/,
          );
        }
      });
    }
  }
});

describe("the settings of a stack", () => {
  const secretKeys = ["slipway:gateway"];

  function shop(settings: TestSettings, encrypted: string[] = []) {
    const program = deployApp(
      (app) => {
        const cart = new Redis("cart", { app });
        const web = new Service("web", { app, image, port: 80, uses: [cart] });
        new Gateway("gateway", { app, routes: [{ host: "www", paths: ["/"], service: web }] });
      },
      settings,
      { secretKeys: encrypted },
    );
    return program;
  }

  async function mistakes(...given: Parameters<typeof shop>): Promise<string[]> {
    try {
      await shop(...given);
    } catch (error) {
      assert.ok(pulumi.RunError.isInstance(error), "the engine would print a stack trace");
      assert.equal(error.stack, undefined, "the SDK would print it instead of the message");
      const [title, ...lines] = error.message.split("\n- ");
      assert.equal(title, "The stack's configuration is not valid:");
      return lines.map((line) => line.replace(/^slipway:/, ""));
    }
    return [];
  }

  it("are right where they say nothing", async () => {
    assert.deepEqual(await mistakes({}), []);
  });

  it("are told all at once where they are wrong, each with its place, and those that there are", async () => {
    const all = await mistakes({
      colors: { sky: "blue" },
      cluster: { context: "shop", namspace: "a" },
      services: { web: { replicas: 0, color: "red" }, wbe: {} },
      stores: { cart: { storage: "1GB" }, crat: {} },
    });
    assert.deepEqual(all.sort(), [
      "cluster.namspace is not known; there are context, namespace, storageClass, protect, nodes, assignsUsers, quota, dns, networkPolicies, metricsNamespace",
      "colors is not a key of this project; its keys are cluster, registry, images, gateway, passwords, backups, services, jobs, stores, volumes, outside",
      `services.wbe is none of the program's services; it has web`,
      "services.web.color is not known; there are replicas, maxReplicas, targetCpu, targetMemory, nodePort, cpu, memory, memoryLimit, nodes, env, files, image, build",
      "services.web.replicas is 0, but must be a whole number from 1 to 100",
      `stores.cart.storage is "1GB", but must be a size such as 500Mi, 10Gi or 1Ti`,
      `stores.crat is none of the program's stores; it has cart`,
    ]);
  });

  it("have nothing made while they are wrong", async () => {
    const made: string[] = [];
    const wrong = deployApp((app) => app.namespace.name.apply((name) => made.push(name)), {
      services: { web: {} },
    });
    await assert.rejects(wrong, /it has none/);
    assert.deepEqual(made, []);
  });

  it("know no key of old", async () => {
    const [mistake] = await mistakes({ userReplicas: {} });
    assert.match(mistake ?? "", /^userReplicas is not a key of this project/);
  });

  describe("of a service's variables", () => {
    const env = { SMTP_PASSWORD: "hunter2", LOG_LEVEL: "debug" };

    it("refuse a password in plain text, with the command that sets it right", async () => {
      assert.deepEqual(await mistakes({ services: { web: { env } } }), [
        "services.web.env.SMTP_PASSWORD is in plain text, but must be encrypted: " +
          "pulumi config set --secret --path services.web.env.SMTP_PASSWORD",
      ]);
      const database = { DATABASE: "postgres://me:hunter2@db.test/a" };
      assert.match(
        (await mistakes({ services: { web: { env: database } } }))[0] ?? "",
        /encrypted/,
      );
    });

    it("put what is encrypted into a Secret, and nowhere else", async () => {
      const stack = await shop({ services: { web: { env } } }, ["slipway:services"]);
      const holders = stack.resources.flatMap(({ type, name, leaves }) =>
        leaves.filter(({ value }) => value.includes("hunter2")).map(() => `${type} ${name}`),
      );
      assert.deepEqual(holders, ["kubernetes:core/v1:Secret web-env"]);
      const changed = await shop({ services: { web: { env: { ...env, SMTP_PASSWORD: "b" } } } }, [
        "slipway:services",
      ]);
      const secret = (of: typeof stack) =>
        of.one("kubernetes:apps/v1:Deployment", "web").inputs.spec.template.spec.containers[0]
          ?.envFrom[0]?.secretRef.name;
      assert.notEqual(secret(changed), secret(stack), "nothing would roll");
    });

    it("keep what the program has as a secret, or knows only later, out of the pod", async () => {
      const stack = await deployApp((app) => {
        const own = { API_KEY: pulumi.secret("hunter2"), LATER: pulumi.output("hunter3"), A: "b" };
        new Service("web", { app, image, port: 80, env: own });
      });
      const { stringData } = stack.one("kubernetes:core/v1:Secret", "web-env").inputs;
      assert.deepEqual(stringData, { API_KEY: "hunter2", LATER: "hunter3" });
      const deployment = stack.one("kubernetes:apps/v1:Deployment", "web");
      assert.ok(deployment.leaves.every(({ value }) => !value.includes("hunter")));
    });

    it("have the program refused where it has a password in plain text", async () => {
      const program = deployApp(
        (app) => void new Service("web", { app, image, port: 80, env: { API_TOKEN: "hunter2" } }),
      );
      await assert.rejects(program, (error: Error) => {
        assert.match(error.message, /^web: the variable API_TOKEN .*--path services\.web\.env/);
        return !error.message.includes("hunter2");
      });
    });

    it("refuse an unknown build argument, and a secret one", async () => {
      const program = (build: object) =>
        deployApp(
          (app) => {
            const args = { VERSION: "1", NPM_TOKEN: "" };
            new Service("web", { app, image: { ...image, args }, port: 80 });
          },
          { services: { web: { build } } },
        );
      await assert.rejects(program({ COLOR: 1 }), /COLOR is not known; .* has VERSION, NPM_TOKEN/);
      await assert.rejects(program({ NPM_TOKEN: "a" }), /NPM_TOKEN is a secret, but .* readable/);
    });
  });

  describe("of TLS", () => {
    const { certificate, key } = selfSigned("*.shop.test");
    const other = selfSigned("*.example.com");
    const tls = (fields: object, encrypted = secretKeys) =>
      mistakes({ gateway: { tls: fields } }, encrypted);

    it("take a certificate from one place", async () => {
      for (const one of [{ secret: "a" }, { issuer: "a" }, { certificate, key }]) {
        assert.deepEqual(await tls(one), []);
      }
      assert.deepEqual(await tls({ secret: "a", issuer: "b" }), [
        "gateway.tls.issuer is set, and so is secret, but a certificate comes from one place",
      ]);
    });

    it("need both the certificate and its key", async () => {
      assert.match(
        (await tls({ certificate }))[0] ?? "",
        /^gateway\.tls\.key is missing, but cert/,
      );
      assert.match(
        (await tls({ key }))[0] ?? "",
        /^gateway\.tls\.key is set, but certificate is not/,
      );
    });

    it("refuse a key in plain text", async () => {
      assert.deepEqual(await tls({ certificate, key }, []), [
        "gateway.tls.key is in plain text, but must be encrypted: pulumi config set --secret --path gateway.tls.key",
      ]);
    });

    it("refuse a certificate for other hosts than the routes', and another's key, which they do not tell", async () => {
      const [hosts] = await tls({ certificate: other.certificate, key: other.key });
      assert.match(hosts ?? "", /must cover www\.shop\.test, but is for DNS:\*\.example\.com$/);
      assert.deepEqual(await tls({ certificate, key: other.key }), [
        "gateway.tls.key must be the key of the certificate beside it, but is another's",
      ]);
      assert.deepEqual(await tls({ certificate, key: "hunter2" }), [
        "gateway.tls.key must be a private key in PEM, without a passphrase",
      ]);
    });
  });

  it("have nothing to say to an ingress controller or a load balancer where there is none", async () => {
    const given = { class: "nginx", annotations: { a: "b" }, ranges: ["10.0.0.0/16"] };
    const exposure = "nodePort";
    assert.deepEqual(await mistakes({ gateway: { exposure, ...given } }), [
      `gateway.class is "nginx", but must not be set: gateway.exposure is "nodePort"`,
      `gateway.annotations is {"a":"b"}, but must not be set: gateway.exposure is "nodePort"`,
      `gateway.ranges is ["10.0.0.0/16"], but must not be set: gateway.exposure is "nodePort"`,
    ]);
  });
});
