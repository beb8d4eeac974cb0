import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { MySql } from "../../components/mysql";
import { Redis } from "../../components/redis";
import { deployApp } from "../deploy";

describe("the settings of external stores", async () => {
  const right = {
    host: "db.example.com",
    port: 3306,
    cidr: "10.1.0.0/16",
    tls: false,
    user: "shop",
    password: "hush hush",
  };

  function read(external: unknown, store = "orders", secretKeys = ["slipway:stores"]) {
    return deployApp(
      (app) => {
        new MySql("orders", { app, database: "orders" });
        new Redis("cart", { app });
      },
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
    const stack = await deployApp((app) => void new Redis("cart", { app }));
    assert.equal(stack.all("kubernetes:apps/v1:StatefulSet").length, 1);
  });

  for (const more of [
    {},
    { tls: true },
    { database: "shop_1" },
    { host: "10.1.2.3" },
    { host: "10.1.2.3", cidr: "10.1.2.3/32" },
    { host: "fd00::1", cidr: "fd00::/64" },
    { cidr: "0.0.0.0/0" },
  ]) {
    it(`take ${JSON.stringify(more)}`, async () => {
      assert.deepEqual(await mistakes({ ...right, ...more }), []);
    });
  }

  for (const [field, value] of Object.entries({
    host: ["", "a b", "http://a", 1],
    port: [0, 65536, 1.5, "3306"],
    cidr: ["10.1.0.0", "10.1.0.0/33", "10.1/16", "fd00::/129", "a/8", "10.0.0.0/8/8", 10],
    tls: ["true", 1],
    ca: ["", "secret", "-----BEGIN CERTIFICATE-----"],
    user: ["", 1],
    database: ["", "a b", "a/b", "a`b"],
  }).flatMap(([field, values]) => values.map((value) => [field, value] as const))) {
    it(`refuse ${field} ${JSON.stringify(value)}, and says what is allowed`, async () => {
      const [mistake, ...others] = await mistakes({ ...right, [field]: value });
      assert.deepEqual(others, []);
      const begin = `slipway:stores.orders.external.${field} is ${JSON.stringify(value)}, but must be `;
      assert.ok(mistake?.startsWith(begin) && mistake.length > begin.length, mistake);
    });
  }

  it("names all that is missing or unknown at once", async () => {
    const keys = (await mistakes({ hots: "a" })).map(
      (line) => /^slipway:(\S+) is /.exec(line)?.[1],
    );
    const missing = ["host", "port", "cidr", "tls", "user", "password", "hots"];
    assert.deepEqual(
      keys,
      missing.map((field) => `stores.orders.external.${field}`),
    );
  });

  it("never shows a password, not even a wrong one", async () => {
    for (const value of [{ ...right, host: "", password: "hush\nhush" }, "hush hush", ["hush"]]) {
      const all = await mistakes(value);
      assert.ok(all.length > 0 && !all.join().includes("hush"), all.join());
    }
  });

  it("never shows more than the first line of what should be a certificate", async () => {
    for (const kind of ["PRIVATE KEY", "CERTIFICATE"]) {
      const ca = `-----BEGIN ${kind}-----\nhush\nhush\n-----END ${kind}-----`;
      assert.deepEqual(await mistakes({ ...right, ca }), [
        `slipway:stores.orders.external.ca is "-----BEGIN ${kind}-----…", but must be a certificate in PEM`,
      ]);
    }
  });

  it("refuses a password in plain text", async () => {
    const [mistake, ...others] = await mistakes(right, "orders", []);
    assert.deepEqual(others, []);
    assert.match(
      mistake ?? "",
      /^slipway:stores\.orders\.external\.password is in plain text, .*--secret --path stores\.orders\.external\.password$/,
    );
  });

  it("refuses a database of Redis's, whose one database its services share by prefixes", async () => {
    assert.deepEqual(await mistakes(right, "cart"), []);
    const [mistake, ...others] = await mistakes({ ...right, database: "2" }, "cart");
    assert.deepEqual(others, []);
    assert.match(mistake ?? "", /^slipway:stores\.cart\.external\.database is not known; /);
  });

  it("wants a name where there is TLS, since a certificate is verified for one", async () => {
    const [mistake, ...others] = await mistakes({ ...right, tls: true, host: "10.1.2.3" });
    assert.deepEqual(others, []);
    assert.match(
      mistake ?? "",
      /^slipway:stores\.orders\.external\.host is "10\.1\.2\.3", but must be a DNS name /,
    );
  });

  it("wants an address to lie in the range that is opened for it", async () => {
    const [mistake, ...others] = await mistakes({ ...right, host: "10.2.0.1" });
    assert.deepEqual(others, []);
    assert.match(
      mistake ?? "",
      /^slipway:stores\.orders\.external\.cidr is "10\.1\.0\.0\/16", but must contain .*10\.2\.0\.1/,
    );
  });
});
