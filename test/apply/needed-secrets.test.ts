import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import { Names } from "../../scripts/apply/names";
import { PasswordMarks } from "../../scripts/apply/password-marks";
import { plan } from "../../scripts/apply/plan";
import type { Registered } from "../../scripts/registered";
import { newFolder, references, type Written, written } from "./written";

interface ExternalSecretSpec {
  secretStoreRef: object;
  target: { name: string; template?: object };
  data: { secretKey: string; remoteRef: object }[];
}

describe("Secrets that somebody else makes", function () {
  this.timeout(60_000);

  let listed: Written;
  let stored: Written;
  before(async () => {
    listed = await written("dev", newFolder(), {});
    stored = await written("prod", newFolder(), { secretStore: "vault" });
  });

  it("are not written, nor is any password", () => {
    assert.deepEqual(
      [...listed.objects, ...stored.objects].filter(({ kind }) => kind === "Secret"),
      [],
    );
    assert.ok(!fs.existsSync(`${listed.folder}/passwords`));
  });

  it("are listed by the names that pods know them by, with what each key is to hold", () => {
    const text = listed.text("README.txt");
    const used = references(listed.objects).filter((each) => each.startsWith("Secret "));
    assert.ok(used.length >= 10);
    for (const each of used) assert.ok(text.split("\n").includes(each.slice(7)), each);
    assert.match(text, /^  AMQP_BROKER_URL: amqp:\/\/eventservice-[0-9a-f]{8}:<eventservice-amqp/m);
    assert.match(text, /^  CLUSTER_KEY: <amqp-broker-admin part 2>$/m);
    // An account's name is in its Job as well.
    const [, account = ""] = /MYSQL_USER: (.*)/.exec(text) ?? [];
    assert.ok(listed.text("60-job-user-mysql-for-user-account.yaml").includes(account));
    assert.doesNotMatch(text, /[0-9a-f]{32}/);
  });

  it("are made from a store of the cluster's, by their names without an end", () => {
    const { spec } = stored.object("20-externalsecret-user-env.yaml");
    const { secretStoreRef, target, data } = spec as ExternalSecretSpec;
    assert.deepEqual(secretStoreRef, { kind: "ClusterSecretStore", name: "vault" });
    assert.ok(references(stored.objects).includes(`Secret ${target.name}`));
    assert.deepEqual(data[0], {
      secretKey: "MYSQL_PASSWORD",
      remoteRef: { key: "prod/user-env", property: "MYSQL_PASSWORD" },
    });
    assert.match(stored.text("README.txt"), /^prod\/user-env\n  MYSQL_PASSWORD: </m);
  });

  it("are of the type that the kubelet asks for", () => {
    const { spec } = stored.object("20-externalsecret-slipway-pull.yaml");
    const { target } = spec as ExternalSecretSpec;
    assert.deepEqual(target.template, { type: "kubernetes.io/dockerconfigjson" });
  });

  it("have the same names each time, and others for another generation", async () => {
    const again = await written("dev", listed.folder, {});
    assert.deepEqual(references(again.objects), references(listed.objects));
    const changed = { "slipway:passwords": { generation: 2 } };
    const rotated = await written("dev", listed.folder, {}, changed);
    const names = references(rotated.objects).filter((each) => each.startsWith("Secret user-"));
    assert.equal(names.length, 2);
    for (const name of names) assert.ok(!references(listed.objects).includes(name), name);
  });

  it("are the only place for what is secret", () => {
    const inputs = { apiVersion: "v1", kind: "ConfigMap", metadata: {}, data: { a: "b" } };
    const resource = (secret: boolean): Registered => ({
      ...{ type: "kubernetes:core/v1:ConfigMap", name: "a", urn: "a", parent: "", provider: "" },
      ...{ dependencies: [], ignored: [], custom: true, inputs, blanked: inputs },
      leaves: [{ path: "data.a", value: "b", secret }],
    });
    const planned = (secret: boolean, marks?: PasswordMarks) =>
      plan([resource(secret)], { stack: "dev", names: new Names(), marks });
    assert.throws(() => planned(true, new PasswordMarks()), /a has a secret at data\.a, outside/);
    for (const { objects } of [planned(false, new PasswordMarks()), planned(true)]) {
      assert.deepEqual(objects[0]?.object.data, { a: "b" });
    }
  });
});
