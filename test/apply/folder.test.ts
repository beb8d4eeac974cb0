import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { digest, newFolder, present, references, type Written, written } from "./written";

interface JobSpec {
  activeDeadlineSeconds: number;
  template: { spec: { containers: { env: { name: string; value?: string }[] }[] } };
}

describe("what kubectl apply is given", function () {
  this.timeout(60_000);

  const registry = { address: "registry.test", username: "me", password: "hunter2" };
  const stacks: Record<string, Written> = {};
  before(async () => {
    const withSecrets = { withSecrets: true };
    stacks["dev"] = await written("dev", newFolder(), withSecrets);
    const changed = { "slipway:registry": registry };
    stacks["prod"] = await written("prod", newFolder(), withSecrets, changed);
  });
  const of = (stack: string) => stacks[stack] as Written;

  for (const stack of ["dev", "prod"]) {
    it(`is ${stack} with all that its objects refer to`, () => {
      const { objects } = of(stack);
      const used = references(objects);
      assert.ok(used.length > 5);
      assert.deepEqual(
        used.filter((each) => !present(objects).includes(each)),
        [],
      );
    });

    it(`has the images of ${stack} by their digests`, () => {
      const own = JSON.stringify(of(stack).objects).match(/"image":"(localhost|registry)[^"]+"/g);
      assert.ok((own ?? []).length >= 6);
      for (const image of own ?? []) assert.ok(image.endsWith(`@${digest}"`), image);
    });

    it(`says nothing of ${stack} that is for Pulumi`, () => {
      assert.doesNotMatch(JSON.stringify(of(stack).objects), /pulumi/);
    });
  }

  it("comes in the order of what needs what, and claims before the quota that counts them", () => {
    const kinds = of("dev").objects.map(({ kind }) => kind);
    const order = ["Namespace", "NetworkPolicy", "Secret", "ServiceAccount"];
    order.push("PersistentVolumeClaim", "ResourceQuota", "Service", "StatefulSet", "Job");
    order.push("Deployment", "Ingress");
    const places = order.map((kind) => [kinds.indexOf(kind), kinds.lastIndexOf(kind)] as const);
    for (const [index, [first]] of places.entries()) {
      assert.ok(first > (places[index - 1]?.[1] ?? -1), order[index]);
    }
  });

  it("gives Jobs the time in which their servers begin: they wait for these themselves", () => {
    const { spec } = of("dev").object("60-job-user-redis-for-user-account.yaml");
    assert.equal((spec as JobSpec).activeDeadlineSeconds, 1500);
  });

  it("has one password wherever it is used, and the account that is named after it", () => {
    const { object, text, secret } = of("dev");
    const accounts = secret("20-secret-bookingservice-accounts.yaml");
    const env = secret("20-secret-bookingservice-env.yaml");
    const url = new URL(env["AMQP_BROKER_URL"] ?? "");
    assert.match(url.password, /^[A-Za-z0-9]{32}$/);
    assert.equal(url.password, accounts["amqp-broker"]);
    const { spec } = object("60-job-bookingservice-amqp-broker-account.yaml");
    const [container] = (spec as JobSpec).template.spec.containers;
    const account = container?.env.find(({ name }) => name === "ACCOUNT")?.value;
    assert.equal(url.username, account);
    const kept = JSON.parse(text("passwords")) as Record<string, string>;
    assert.equal(kept["bookingservice-amqp-broker-password"], url.password);
    assert.equal(new Set(Object.values(kept)).size, Object.keys(kept).length);
  });

  it("has the settings' own secrets", () => {
    const secret = of("prod").secret("20-secret-slipway-pull.yaml");
    assert.match(secret[".dockerconfigjson"] ?? "", /"password":"hunter2"/);
  });

  it("has Secrets that lose a key once they are given without it", () => {
    assert.deepEqual(
      of("dev").objects.filter((object) => "stringData" in object),
      [],
    );
  });

  it("is its owner's alone, and nothing that kubectl would take for an object besides", () => {
    const { folder, files } = of("dev");
    for (const file of fs.readdirSync(folder)) {
      assert.equal(fs.statSync(path.join(folder, file)).mode & 0o777, 0o600, file);
    }
    const others = fs.readdirSync(folder).filter((file) => !files.includes(file));
    assert.deepEqual(others.sort(), ["README.txt", "passwords"]);
  });

  it("is the same the next time, passwords included", async () => {
    const { folder, files, text } = of("dev");
    const before = [...files, "passwords"].map(text);
    const again = await written("dev", folder, { withSecrets: true });
    assert.deepEqual([...again.files, "passwords"].map(again.text), before);
  });

  it("is another Secret and another Job, by their names, for another generation of passwords", async () => {
    const { folder, object } = of("dev");
    const files = [
      "20-secret-user-env.yaml",
      "60-job-user-redis-for-user-account.yaml",
      // Servers are told of another password by Jobs, and roll for none.
      "20-secret-redis-for-user-server.yaml",
      "50-statefulset-redis-for-user.yaml",
    ];
    const names = files.map((file) => object(file).metadata.name);
    const rotated = await written(
      "dev",
      folder,
      { withSecrets: true },
      { "slipway:passwords": { generation: 2 } },
    );
    const changed = files.map((file, index) => rotated.object(file).metadata.name !== names[index]);
    assert.deepEqual(changed, [true, true, false, false]);
    const secret = rotated.secret("20-secret-redis-for-user-server.yaml");
    assert.notEqual(secret["ADMIN_PASSWORD"], secret["PREVIOUS_PASSWORD"]);
    const kept = JSON.parse(rotated.text("passwords")) as Record<string, string>;
    assert.equal(secret["PREVIOUS_PASSWORD"], kept["redis-for-user-admin"]);
  });

  it("is not written over anything else, nor made with what are no passwords", async () => {
    const folder = newFolder();
    fs.mkdirSync(folder);
    fs.writeFileSync(path.join(folder, "passwords"), "{");
    await assert.rejects(written("dev", folder, { withSecrets: true }), /has no passwords/);
    fs.writeFileSync(path.join(folder, "passwords"), "{}");
    fs.writeFileSync(path.join(folder, "70-deployment-gone.yaml"), "");
    await assert.rejects(written("dev", folder, {}), /holds 70-deployment-gone\.yaml, which/);
    assert.equal(fs.readdirSync(folder).length, 2);
  });
});
