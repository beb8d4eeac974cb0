import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { readConfig } from "../components/config";
import { defaultConfig, deploy } from "./deploy";

describe("the configuration of external stores", () => {
  before(() => deploy(() => undefined));

  const right = {
    host: "db.example.com",
    port: 3306,
    cidr: "10.1.0.0/16",
    tls: false,
    user: "shop",
    password: "hush hush",
  };

  function read(value: unknown, key = "slipway:mysqlExternal", secretKeys = [key]) {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    pulumi.runtime.setAllConfig({ ...defaultConfig(), [key]: text }, secretKeys);
    return readConfig();
  }
  function mistakes(...given: Parameters<typeof read>): string[] {
    try {
      read(...given);
    } catch (error) {
      assert.ok(pulumi.RunError.isInstance(error));
      return error.message.split("\n- ").slice(1);
    }
    return [];
  }

  it("is empty for stores in the cluster", () => {
    const config = read({});
    for (const key of [
      "mysqlExternal",
      "redisExternal",
      "eventsDbExternal",
      "bookingsDbExternal",
      "rabbitmqExternal",
    ] as const) {
      assert.equal(config[key], undefined);
    }
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
    it(`takes ${JSON.stringify(more)}`, () => {
      const { password, ...rest } = { ...right, ...more };
      const { mysqlExternal } = read({ ...rest, password });
      assert.ok(mysqlExternal !== undefined && pulumi.Output.isInstance(mysqlExternal.password));
      assert.deepEqual({ ...mysqlExternal, password: "" }, { ...rest, password: "" });
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
    it(`refuses ${field} ${JSON.stringify(value)}, and says what is allowed`, () => {
      const [mistake, ...others] = mistakes({ ...right, [field]: value });
      assert.deepEqual(others, []);
      const begin = `slipway:mysqlExternal.${field} is ${JSON.stringify(value)}, but must be `;
      assert.ok(mistake?.startsWith(begin) && mistake.length > begin.length, mistake);
    });
  }

  it("names all that is missing or unknown at once", () => {
    const keys = mistakes({ hots: "a" }).map((line) => /^slipway:(\S+) is /.exec(line)?.[1]);
    const missing = ["host", "port", "cidr", "tls", "user", "password", "hots"];
    assert.deepEqual(
      keys,
      missing.map((field) => `mysqlExternal.${field}`),
    );
  });

  it("never shows a password, not even a wrong one", () => {
    for (const value of [
      { ...right, host: "", password: "hush\nhush" },
      '{"password": "hush',
      '["hush"]',
    ]) {
      const all = mistakes(value);
      assert.ok(all.length > 0 && !all.join().includes("hush"), all.join());
    }
  });

  it("never shows more than the first line of what should be a certificate", () => {
    for (const kind of ["PRIVATE KEY", "CERTIFICATE"]) {
      const ca = `-----BEGIN ${kind}-----\nhush\nhush\n-----END ${kind}-----`;
      assert.deepEqual(mistakes({ ...right, ca }), [
        `slipway:mysqlExternal.ca is "-----BEGIN ${kind}-----…", but must be a certificate in PEM`,
      ]);
    }
  });

  it("refuses a password in plain text", () => {
    const [mistake, ...others] = mistakes(right, "slipway:mysqlExternal", []);
    assert.deepEqual(others, []);
    assert.match(mistake ?? "", /^slipway:mysqlExternal\.password is in plain text, .*--secret$/);
  });

  it("refuses a database of Redis's, whose one database its services share by prefixes", () => {
    const redis = "slipway:redisExternal";
    assert.deepEqual(mistakes(right, redis), []);
    const [mistake, ...others] = mistakes({ ...right, database: "2" }, redis);
    assert.deepEqual(others, []);
    assert.match(mistake ?? "", /^slipway:redisExternal\.database is not known; .*password$/);
  });

  it("wants a name where there is TLS, since a certificate is verified for one", () => {
    const [mistake, ...others] = mistakes({ ...right, tls: true, host: "10.1.2.3" });
    assert.deepEqual(others, []);
    assert.match(
      mistake ?? "",
      /^slipway:mysqlExternal\.host is "10\.1\.2\.3", but must be a DNS name /,
    );
  });

  it("wants an address to lie in the range that is opened for it", () => {
    const [mistake, ...others] = mistakes({ ...right, host: "10.2.0.1" });
    assert.deepEqual(others, []);
    assert.match(
      mistake ?? "",
      /^slipway:mysqlExternal\.cidr is "10\.1\.0\.0\/16", but must contain .*10\.2\.0\.1/,
    );
  });
});
