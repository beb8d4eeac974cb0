import assert from "node:assert/strict";
import { Image } from "../components/image";
import { Service, type ServiceArgs } from "../components/service";
import { deploy } from "./deploy";

describe("Service", () => {
  async function serve(args: Partial<ServiceArgs> = {}) {
    const stack = await deploy(() => {
      const image = new Image("app", { context: "app", registry: "registry.test" });
      new Service("web", { namespace: "shop", image, port: 8080, ...args });
    });
    const { spec } = stack.one("kubernetes:apps/v1:Deployment", "web").inputs;
    const [container] = spec.template.spec.containers;
    assert.ok(container !== undefined);
    return { stack, spec, container };
  }

  it("has every part as its own child", async () => {
    const { stack } = await serve();
    const [web] = stack.components("Service");
    for (const kind of [
      "Deployment",
      "Service",
      "ServiceAccount",
      "Secret",
      "PodDisruptionBudget",
    ]) {
      const part = stack.resources.find(({ type }) =>
        new RegExp(`^kubernetes:.*:${kind}$`).test(type),
      );
      assert.ok(part !== undefined && stack.parentOf(part) === web, kind);
    }
  });

  it("listens within the cluster on the port of its container", async () => {
    const { stack, container } = await serve();
    const { spec } = stack.one("kubernetes:core/v1:Service", "web").inputs;
    assert.deepEqual(
      container.ports.map(({ containerPort }) => containerPort),
      [8080],
    );
    assert.deepEqual(spec.ports, [{ name: "http", port: 8080, targetPort: "http" }]);
    assert.equal(spec.type, undefined, "nobody outside of the cluster was let in");
  });

  it("rolls without ever having fewer pods than it should, one more at a time", async () => {
    const { spec } = await serve({ replicas: 3 });
    assert.equal(spec.replicas, 3);
    assert.deepEqual(spec.strategy.rollingUpdate, { maxUnavailable: 0, maxSurge: 1 });
  });

  it("lives or takes requests by different answers, since one that drains must not be killed", async () => {
    const { container } = await serve();
    assert.equal(container.livenessProbe.httpGet.path, "/healthz");
    assert.equal(container.startupProbe.httpGet.path, "/healthz");
    assert.equal(container.readinessProbe.httpGet.path, "/readyz");
  });

  it("can be asked elsewhere how it is", async () => {
    const { container } = await serve({ probes: { liveness: "/live", readiness: "/ready" } });
    assert.equal(container.livenessProbe.httpGet.path, "/live");
    assert.equal(container.readinessProbe.httpGet.path, "/ready");
  });

  it("runs as a user of its own under an account of its own", async () => {
    const { stack, spec } = await serve({ uid: 101 });
    assert.equal(spec.template.spec.securityContext.runAsUser, 101);
    assert.match(spec.template.spec.serviceAccountName, /^web-[0-9a-f]{7}$/);
    assert.ok(stack.one("kubernetes:core/v1:ServiceAccount", "web"));
  });

  it("gets its own variables, and the resources that it is given", async () => {
    const { container } = await serve({
      env: { LISTEN_URL: "0.0.0.0:8080" },
      resources: { cpu: "5m", memory: "16Mi", memoryLimit: "32Mi" },
    });
    assert.deepEqual(container.env, [{ name: "LISTEN_URL", value: "0.0.0.0:8080" }]);
    assert.deepEqual(container.resources, {
      requests: { cpu: "5m", memory: "16Mi" },
      limits: { memory: "32Mi" },
    });
  });

  it("runs the very build of its image", async () => {
    const { container } = await serve();
    assert.match(container.image, /^registry\.test\/app@sha256:[0-9a-f]{64}$/);
  });
});
