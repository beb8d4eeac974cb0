import assert from "node:assert/strict";
import { versionLabel } from "../../components/kubernetes/labels";
import { Job } from "../../components/job";
import { Redis } from "../../components/redis";
import { Schedule } from "../../components/schedule";
import { Service } from "../../components/service";
import { type Deployed, deployApp } from "../deploy";

const prefix = "app.kubernetes.io";

describe("the labels of a stack's objects", () => {
  let shop: Deployed;
  before(async () => {
    shop = await deployApp((app) => {
      const cart = new Redis("cart", { app });
      const uses = [cart];
      const files = { "/etc/web.conf": "1" };
      new Service("web", { app, image: "nginx:1.29.1", port: 8080, maxReplicas: 4, uses, files });
      new Job("once", { app, image: `nginx@sha256:${"b".repeat(64)}`, uses });
      new Schedule("nightly", { app, image: { name: "hello" }, cron: "@daily" });
    });
  });

  const objects = () =>
    shop.resources
      .filter(({ type }) => type.startsWith("kubernetes:"))
      .map((resource) => {
        const { metadata } = resource.inputs as { metadata: { labels?: Record<string, string> } };
        return { resource, labels: metadata.labels ?? {} };
      });

  it("say which stack each is a part of, and by what it is managed", () => {
    assert.ok(objects().length > 20);
    for (const { resource, labels } of objects()) {
      assert.equal(labels[`${prefix}/part-of`], "shop", resource.urn);
      assert.equal(labels[`${prefix}/managed-by`], "pulumi", resource.urn);
    }
  });

  it("say which component each of a service's, a job's or a schedule's belongs to", () => {
    const within = (name: string) =>
      objects()
        .filter(({ resource }) => shop.parentOf(resource)?.name === name)
        .map(({ labels }) => labels[`${prefix}/component`]);
    assert.ok(within("web").length >= 8);
    assert.deepEqual([...new Set(within("web"))], ["service"]);
    assert.deepEqual([...new Set(within("once"))], ["job"]);
    assert.deepEqual([...new Set(within("nightly"))], ["schedule"]);
    assert.deepEqual([...new Set(within("cart"))], [undefined]);
  });

  it("are on the pods of services, jobs and schedules too, with the version that they run", () => {
    const labels = (name: string) => {
      const { pod } = shop.workloads.find(({ resource }) => resource.name === name) ?? {};
      return pod?.metadata.labels ?? {};
    };
    const common = { [`${prefix}/part-of`]: "shop", [`${prefix}/managed-by`]: "pulumi" };
    assert.deepEqual(labels("web"), {
      ...common,
      [`${prefix}/name`]: "web",
      [`${prefix}/component`]: "service",
      [`${prefix}/version`]: "1.29.1",
    });
    assert.equal(labels("once")[`${prefix}/version`], "bbbbbbbbbbbb");
    assert.match(labels("nightly")[`${prefix}/version`] ?? "", /^[0-9a-f]{12}$/);
  });

  it("leave selectors alone, which never change", () => {
    const own = { [`${prefix}/name`]: "web" };
    const { selector } = shop.one("kubernetes:apps/v1:Deployment", "web").inputs.spec;
    assert.deepEqual(selector, { matchLabels: own });
    assert.deepEqual(shop.one("kubernetes:core/v1:Service", "web").inputs.spec.selector, own);
  });

  it("are no longer than the cluster allows, nor of other characters", () => {
    assert.equal(versionLabel("localhost:5000/a/b:1.2"), "1.2");
    assert.equal(versionLabel(`a:1.2@sha256:${"c".repeat(64)}`), "1.2");
    assert.equal(versionLabel(`localhost:5000/a@sha256:${"c".repeat(64)}`), "c".repeat(12));
    assert.equal(versionLabel(`a:_1${"0".repeat(61)}.9`), `1${"0".repeat(61)}`);
  });
});
