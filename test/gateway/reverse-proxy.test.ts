import assert from "node:assert/strict";
import { Gateway } from "../../components/gateway";
import { Service } from "../../components/service";
import { anyImage as image, deployApp } from "../deploy";

describe("ReverseProxy", () => {
  const secure = { tls: { secret: "ours" } };

  async function proxy(gateway: object = {}) {
    const stack = await deployApp(
      (app) => {
        const service = new Service("front", { app, image, port: 8080 });
        new Gateway("web", { app, routes: [{ host: "www", paths: ["/"], service }] });
      },
      { gateway: { exposure: "nodePort", ...gateway } },
    );
    const { spec } = stack.one("kubernetes:apps/v1:Deployment", "web-proxy").inputs;
    const [container] = spec.template.spec.containers;
    assert.ok(container !== undefined);
    const service = stack.one("kubernetes:core/v1:Service", "web-proxy").inputs.spec;
    return { stack, spec, container, service };
  }

  const summary = ({ ports }: { ports: { name: string; port: number; nodePort?: number }[] }) =>
    ports.map(({ name, port, nodePort }) => [name, port, nodePort]);

  it("has one port of the nodes, for http, or for https with a certificate", async () => {
    const { service } = await proxy();
    assert.equal(service.type, "NodePort");
    assert.deepEqual(summary(service), [["http", 80, 30443]]);
    assert.deepEqual(summary((await proxy(secure)).service), [["https", 443, 30443]]);
  });

  it("is behind a load balancer by the ports of the web, which leaves clients their address", async () => {
    const { service } = await proxy({ exposure: "loadBalancer" });
    assert.deepEqual([service.type, service.externalTrafficPolicy], ["LoadBalancer", "Local"]);
    assert.deepEqual(summary(service), [["http", 80, undefined]]);
    const { service: both } = await proxy({ ...secure, exposure: "loadBalancer" });
    assert.deepEqual(summary(both), [
      ["http", 80, undefined],
      ["https", 443, undefined],
    ]);
  });

  it("tells a load balancer its class, whom it serves, and what the cloud wants to know", async () => {
    const told = {
      class: "nlb",
      annotations: { "a.test/scheme": "internal" },
      ranges: ["10.0.0.0/8"],
    };
    const { stack, service } = await proxy({ exposure: "loadBalancer", ...told });
    assert.equal(service.loadBalancerClass, "nlb");
    assert.deepEqual(service.loadBalancerSourceRanges, ["10.0.0.0/8"]);
    const { metadata } = stack.one("kubernetes:core/v1:Service", "web-proxy").inputs;
    assert.deepEqual(metadata.annotations, told.annotations);
  });

  it("has an address of both families where the cluster has both", async () => {
    for (const exposure of ["nodePort", "loadBalancer"] as const) {
      assert.equal((await proxy({ exposure })).service.ipFamilyPolicy, "PreferDualStack");
    }
  });

  it("is served by every node where a client picks one", async () => {
    assert.equal((await proxy()).service.externalTrafficPolicy, undefined);
  });

  it("has two pods, which roll when its configuration or its certificate is another", async () => {
    const { spec, stack } = await proxy(secure);
    assert.equal(spec.replicas, 2);
    const [config, tls] = spec.template.spec.volumes;
    assert.match(config?.configMap.name ?? "", /^web-proxy-[0-9a-f]{7}$/);
    const keys = ["tls.crt", "tls.key"];
    const items = keys.map((key) => ({ key, path: `www.shop.test/${key}` }));
    assert.deepEqual(tls?.projected.sources, [{ secret: { name: "ours", items } }]);
    const { data } = stack.one("kubernetes:core/v1:ConfigMap", "web-proxy").inputs;
    assert.match(data["nginx.conf"] ?? "", /ssl_certificate/);
  });

  it("starts once the services that it asks for their addresses are there", async () => {
    const { stack } = await proxy();
    const { dependencies } = stack.one("kubernetes:apps/v1:Deployment", "web-proxy");
    assert.ok(dependencies.includes(stack.one("kubernetes:core/v1:Service", "front").urn));
  });

  it("has a certificate made by cert-manager for each of its hosts, and has each in a folder of its own", async () => {
    const stack = await deployApp(
      (app) => {
        const service = new Service("front", { app, image, port: 8080 });
        const routes = ["www", "api"].map((host) => ({ host, paths: ["/"], service }));
        new Gateway("web", { app, routes });
      },
      { gateway: { exposure: "nodePort", tls: { issuer: "letsencrypt" } } },
    );
    const issuerRef = { group: "cert-manager.io", kind: "ClusterIssuer", name: "letsencrypt" };
    const certificates = stack.all("kubernetes:cert-manager.io/v1:Certificate");
    assert.deepEqual(
      certificates.map(({ inputs }) => inputs.spec),
      [
        { secretName: "web-tls-www.shop.test", dnsNames: ["www.shop.test"], issuerRef },
        { secretName: "web-tls-api.shop.test", dnsNames: ["api.shop.test"], issuerRef },
      ],
    );
    const { spec } = stack.one("kubernetes:apps/v1:Deployment", "web-proxy").inputs;
    const volume = spec.template.spec.volumes.find(({ name }) => name === "tls");
    assert.deepEqual(
      volume?.projected.sources.map(({ secret }) => [secret.name, secret.items[0]?.path]),
      [
        ["web-tls-www.shop.test", "www.shop.test/tls.crt"],
        ["web-tls-api.shop.test", "api.shop.test/tls.crt"],
      ],
    );
    assert.deepEqual((await proxy()).stack.all("kubernetes:cert-manager.io/v1:Certificate"), []);
  });

  it("runs the image that the settings name, from their mirror", async () => {
    const { container } = await proxy();
    assert.match(container.image, /^nginxinc\/nginx-unprivileged:\d/);
    const stack = await deployApp(
      (app) => {
        const service = new Service("front", { app, image, port: 8080 });
        new Gateway("web", { app, routes: [{ host: "www", paths: ["/"], service }] });
      },
      {
        gateway: { exposure: "nodePort" },
        images: { nginx: "me/nginx:1.30.7", mirror: "cache.test" },
      },
    );
    const { spec } = stack.one("kubernetes:apps/v1:Deployment", "web-proxy").inputs;
    assert.equal(spec.template.spec.containers[0]?.image, "cache.test/me/nginx:1.30.7");
  });
});
