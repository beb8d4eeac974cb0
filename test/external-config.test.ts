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

  function read(value: unknown) {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    pulumi.runtime.setAllConfig({ ...defaultConfig(), "slipway:mysqlExternal": text });
    return readConfig();
  }
  function mistakes(value: unknown): string[] {
    try {
      read(value);
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
    ca: ["", "secret", "-----BEGIN CERTIFICATE-----\nno\n-----END CERTIFICATE-----"],
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
