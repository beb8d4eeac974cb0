import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { unreadable } from "../components/config/unreadable";
import { Failure } from "../scripts/failure";
import { stackConfig } from "../scripts/stack-config";

describe("a stack's configuration, read from its files", () => {
  let folder: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "slipway-test-"));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  function read(settings: string) {
    const declared = "{ host: { default: a }, port: { default: 80 } }";
    fs.writeFileSync(path.join(folder, "Pulumi.yaml"), `name: slipway\nconfig: ${declared}\n`);
    fs.writeFileSync(path.join(folder, "Pulumi.test.yaml"), settings);
    return stackConfig("test", folder);
  }

  const defaults = { "slipway:host": "a", "slipway:port": "80" };

  it("is the defaults, where it has nothing of its own", () => {
    assert.deepEqual(read("{}"), { values: defaults, secretKeys: [] });
  });

  it("is its own values, as the engine hands them to the program: all of them texts", () => {
    const { values } = read(
      "config: { slipway:host: b, slipway:port: 81, slipway:more: { a: [1] } }",
    );
    const own = { "slipway:host": "b", "slipway:port": "81", "slipway:more": '{"a":[1]}' };
    assert.deepEqual(values, { ...defaults, ...own });
  });

  it("has a word for what only the stack's key decrypts, at any depth", () => {
    const { values, secretKeys } = read(
      "config: { slipway:host: { secure: v1:abc }, slipway:store: { user: me, password: { secure: v1:def } } }",
    );
    assert.equal(values["slipway:host"], unreadable);
    assert.equal(values["slipway:store"], JSON.stringify({ user: "me", password: unreadable }));
    assert.deepEqual(secretKeys, ["slipway:host", "slipway:store"]);
  });

  it("has one as well for a secret that something beside it calls for, and that nobody has set yet", () => {
    const { values, secretKeys } = read(
      "config: { slipway:registry: { username: me }, slipway:gateway: { tls: { certificate: pem } } }",
    );
    const parsed = (key: string) => JSON.parse(values[key] ?? "") as object;
    assert.deepEqual(parsed("slipway:registry"), { password: unreadable, username: "me" });
    assert.deepEqual(parsed("slipway:gateway"), { tls: { key: unreadable, certificate: "pem" } });
    assert.deepEqual(secretKeys.sort(), ["slipway:gateway", "slipway:registry"]);
    const without = read("config: { slipway:registry: { address: a.test } }");
    assert.equal(without.values["slipway:registry"], '{"address":"a.test"}');
    assert.deepEqual(without.secretKeys, []);
  });

  it("is none of a stack that has no file, and those that have one are named", () => {
    read("{}");
    assert.throws(
      () => stackConfig("prod", folder),
      (error) => error instanceof Failure && /no stack "prod".*there are test$/.test(error.message),
    );
  });
});
