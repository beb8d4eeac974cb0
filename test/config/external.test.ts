import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as pulumi from "@pulumi/pulumi";
import type { App } from "../../components/app";
import { MongoDb } from "../../components/mongodb";
import { MySql } from "../../components/mysql";
import { RabbitMq } from "../../components/rabbitmq";
import { Redis } from "../../components/redis";
import { deployApp } from "../deploy";

describe("the settings of external stores", () => {
  const right = {
    host: "db.example.com",
    port: 3306,
    cidr: "10.1.0.0/16",
    tls: false,
    user: "shop",
    password: "hush hush",
  };

  const stores = {
    orders: (app: App) => new MySql("orders", { app, database: "orders" }),
    cart: (app: App) => new Redis("cart", { app }),
    pages: (app: App) => new MongoDb("pages", { app }),
    broker: (app: App) => new RabbitMq("broker", { app }),
  };
  const names = ["orders", "cart", "pages", "broker"] as const;

  function read(
    external: unknown,
    store: keyof typeof stores = "orders",
    secretKeys = ["slipway:stores"],
  ) {
    return deployApp(
      (app) => void stores[store](app),
      { stores: { [store]: { external } } },
      { secretKeys },
    );
  }
  async function mistakes(...given: Parameters<typeof read>): Promise<string[]> {
    try {
      await read(...given);
    } catch (error) {
      assert.ok(pulumi.RunError.isInstance(error));
      return error.message.split("\n- ").slice(1);
    }
    return [];
  }

  it("are empty for stores in the cluster", async () => {
    for (const store of names) {
      const stack = await deployApp((app) => void stores[store](app));
      assert.equal(stack.all("kubernetes:apps/v1:StatefulSet").length, 1);
    }
  });

  for (const more of [
    {},
    { tls: true },
    { database: "shop_1" },
    { host: "10.1.2.3" },
    { host: "10.1.2.3", cidr: "10.1.2.3/32" },
    { host: "fd00::1", cidr: "fd00::/64" },
    { host: `${"a".repeat(63)}.1-2.example`, port: 65535 },
    { port: 1, cidr: "0.0.0.0/0" },
    { cidr: "::/0", password: "p:/@? '\"`" },
  ]) {
    it(`take ${JSON.stringify(more)}`, async () => {
      const stack = await read({ ...right, ...more });
      assert.deepEqual(stack.workloads, []);
    });
  }

  for (const [field, value] of Object.entries({
    host: ["", "a b", "http://a", "a:3306", "-a", "a..b", `${"a".repeat(64)}.b`, "10.1.2.3/32", 1],
    port: [0, 65536, 1.5, "3306"],
    cidr: ["10.1.0.0", "10.1.0.0/33", "10.1/16", "fd00::/129", "a/8", "10.0.0.0/8/8", 10],
    tls: ["true", 1],
    ca: ["", "secret", "-----BEGIN CERTIFICATE-----"],
    user: ["", 1],
    database: ["", "a b", "a/b", "a`b"],
  }).flatMap(([field, values]) => values.map((value) => [field, value] as const))) {
    it(`refuse ${field} ${JSON.stringify(value)}, and say what is allowed`, async () => {
      const [mistake, ...others] = await mistakes({ ...right, [field]: value });
      assert.deepEqual(others, []);
      const begin = `slipway:stores.orders.external.${field} is ${JSON.stringify(value)}, but must be `;
      assert.ok(mistake?.startsWith(begin) && mistake.length > begin.length, mistake);
    });
  }

  for (const password of ["", "hush\nhush", "h".repeat(201), 1, true, ["hush"], { hush: 1 }]) {
    const shown = JSON.stringify(password).slice(0, 12);
    it(`refuse the password ${shown}, say what is allowed, and do not show it`, async () => {
      assert.deepEqual(await mistakes({ ...right, password }), [
        "slipway:stores.orders.external.password is not allowed, but must be one line of 1 to 200 characters",
      ]);
    });
  }

  it("refuse as the authority a certificate that vouches for no other", async () => {
    const leaf = ["-subj", "/CN=test", "-addext", "basicConstraints=critical,CA:FALSE"];
    const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
    const command = ["req", "-x509", ...key, ...leaf, "-keyout", "/dev/null", "-out", "-"];
    const ca = execFileSync("openssl", command, {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    const [mistake, ...others] = await mistakes({ ...right, tls: true, ca });
    assert.deepEqual(others, []);
    assert.match(mistake ?? "", /\.ca is "-----BEGIN CERTIFICATE-----…", but must be /);
  });

  it("name all that is missing or unknown at once", async () => {
    const keys = (await mistakes({ hots: "a" })).map(
      (line) => /^slipway:(\S+) is /.exec(line)?.[1],
    );
    const missing = ["host", "port", "cidr", "tls", "user", "password", "hots"];
    assert.deepEqual(
      keys,
      missing.map((field) => `stores.orders.external.${field}`),
    );
  });

  it("never show a password, not even a wrong one", async () => {
    for (const value of [{ ...right, host: "", password: "hush\nhush" }, "hush hush", ["hush"]]) {
      const all = await mistakes(value);
      assert.ok(all.length > 0 && !all.join().includes("hush"), all.join());
    }
  });

  it("never show more than the first line of what should be a certificate", async () => {
    for (const kind of ["PRIVATE KEY", "CERTIFICATE"]) {
      const ca = `-----BEGIN ${kind}-----\nhush\nhush\n-----END ${kind}-----`;
      assert.deepEqual(await mistakes({ ...right, ca }), [
        `slipway:stores.orders.external.ca is "-----BEGIN ${kind}-----…", but must be a certificate in PEM`,
      ]);
    }
  });

  for (const store of names) {
    it(`refuse a password in plain text, as of ${store}`, async () => {
      assert.deepEqual(await mistakes(right, store), []);
      const path = `stores.${store}.external.password`;
      assert.deepEqual(await mistakes(right, store, []), [
        `slipway:${path} is in plain text, but must be encrypted: pulumi config set --secret --path ${path}`,
      ]);
    });
  }

  it("refuse a database of Redis's, whose one database its services share by prefixes", async () => {
    const [mistake, ...others] = await mistakes({ ...right, database: "2" }, "cart");
    assert.deepEqual(others, []);
    assert.match(mistake ?? "", /^slipway:stores\.cart\.external\.database is not known; /);
  });

  it("want a name where there is TLS, since a certificate is verified for one", async () => {
    const [mistake, ...others] = await mistakes({ ...right, tls: true, host: "10.1.2.3" });
    assert.deepEqual(others, []);
    assert.match(
      mistake ?? "",
      /^slipway:stores\.orders\.external\.host is "10\.1\.2\.3", but must be a DNS name /,
    );
  });

  it("want an address to lie in the range that is opened for it", async () => {
    for (const [host, cidr] of [
      ["10.2.0.1", "10.1.0.0/16"],
      ["10.1.2.4", "10.1.2.3/32"],
      ["fd00:0:0:1::1", "fd00::/64"],
      ["fd00::1", "0.0.0.0/0"],
      ["10.1.2.3", "::/0"],
    ]) {
      assert.deepEqual(await mistakes({ ...right, host, cidr }), [
        `slipway:stores.orders.external.cidr is "${cidr}", but must contain the host ${host}`,
      ]);
    }
  });

  it("tell both at once of an address that is outside of its range, with TLS", async () => {
    const all = await mistakes({ ...right, tls: true, host: "10.2.0.1" }, "pages");
    const fields = all.map(
      (line) => /^slipway:stores\.pages\.external\.(\w+) is "/.exec(line)?.[1],
    );
    assert.deepEqual(fields, ["host", "cidr"]);
  });
});
