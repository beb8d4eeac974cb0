import assert from "node:assert/strict";
import { Gateway, type Route } from "../components/gateway";
import { Service } from "../components/service";
import { anyImage as image, deployApp } from "./deploy";
import { selfSigned } from "./self-signed";

describe("Gateway", () => {
  function shop(routes: (front: Service, back: Service) => Route[], gateway = {}, options = {}) {
    let urls: string[] = [];
    return deployApp(
      (app) => {
        const front = new Service("front", { app, image, port: 8080 });
        const back = new Service("back", { app, image, port: 8000 });
        ({ urls } = new Gateway("gateway", { app, routes: routes(front, back) }));
      },
      { gateway },
      options,
    ).then((stack) => {
      const { metadata, spec } = stack
        .all("kubernetes:networking.k8s.io/v1:Ingress")
        .find(({ name }) => name === "gateway")?.inputs ?? {
        metadata: undefined,
        spec: { rules: [], ingressClassName: undefined, tls: [] },
      };
      return { urls, stack, spec, annotations: metadata?.annotations };
    });
  }

  it("leads each path of each host to its service, in one Ingress", async () => {
    const { spec, urls } = await shop((front, back) => [
      { host: "www", paths: ["/"], service: front },
      { host: "api", paths: ["/carts", "/orders"], service: back },
      { host: "api", paths: ["/pages"], service: front },
    ]);
    const routed = spec.rules.map(({ host, http }) => [
      host,
      ...http.paths.map(({ path, backend }) => `${path} → ${backend.service.name}`),
    ]);
    assert.deepEqual(routed, [
      ["www.shop.test", "/ → front"],
      ["api.shop.test", "/carts → back", "/orders → back", "/pages → front"],
    ]);
    assert.deepEqual(urls, [
      "http://www.shop.test/",
      "http://api.shop.test/carts",
      "http://api.shop.test/orders",
      "http://api.shop.test/pages",
    ]);
  });

  it("puts out where DNS is to lead each host, if there is one place", async () => {
    const routes = (front: Service, back: Service) => [
      { host: "www", paths: ["/"], service: front },
      { host: "api", paths: ["/carts"], service: back },
      { host: "api", paths: ["/pages"], service: front },
    ];
    const both = [
      ["addresses.api.shop.test.0", "lb.cloud.test"],
      ["addresses.www.shop.test.0", "lb.cloud.test"],
    ];
    const balancer = { balancer: "lb.cloud.test" };
    for (const [exposure, tls, expected] of [
      ["ingress", undefined, both],
      ["ingress", { secret: "ours" }, both],
      ["loadBalancer", undefined, both],
      ["nodePort", undefined, []],
    ] as const) {
      const { stack } = await shop(routes, { exposure, ...(tls && { tls }) }, balancer);
      const [gateway] = stack.components("Gateway");
      const { leaves = [] } = stack.outputs.find(({ urn }) => urn === gateway?.urn) ?? {};
      const addresses = leaves.filter(({ path }) => path.startsWith("addresses."));
      assert.deepEqual(
        addresses.map(({ path, value }) => [path, value]),
        expected,
      );
    }
  });

  it("leads whole steps of a path on, not its beginnings", async () => {
    const { spec } = await shop((front) => [{ host: "www", paths: ["/users"], service: front }]);
    const types = spec.rules.flatMap(({ http }) => http.paths.map(({ pathType }) => pathType));
    assert.deepEqual(types, ["Prefix"]);
  });

  it("refuses two routes that claim one host and path, and names both services", async () => {
    const claims = shop((front, back) => [
      { host: "www", paths: ["/", "/carts"], service: front },
      { host: "www", paths: ["/carts"], service: back },
    ]);
    await assert.rejects(
      claims,
      /^Error: gateway: www\.shop\.test\/carts is routed to front and to back$/,
    );
  });

  it("takes one path on two hosts", async () => {
    const { urls } = await shop((front, back) => [
      { host: "one", paths: ["/"], service: front },
      { host: "two", paths: ["/"], service: back },
    ]);
    assert.equal(urls.length, 2);
  });

  it("names an ingress class only where the cluster's default will not do", async () => {
    assert.equal((await oneRoute({})).spec.ingressClassName, undefined);
    assert.equal((await oneRoute({ class: "" })).spec.ingressClassName, undefined);
    assert.equal((await oneRoute({ class: "nginx" })).spec.ingressClassName, "nginx");
  });

  it("takes a path with a slash at its end for the one without", async () => {
    const claims = shop((front, back) => [
      { host: "www", paths: ["/carts"], service: front },
      { host: "www", paths: ["/carts/"], service: back },
    ]);
    await assert.rejects(claims, /www\.shop\.test\/carts\/ is routed to front and to back$/);
  });

  const oneRoute = (gateway: object, secretKeys: string[] = []) =>
    shop((front) => [{ host: "www", paths: ["/"], service: front }], gateway, { secretKeys });
  const inSecret = { tls: { secret: "ours" } };

  it("has no annotation and no certificate for plain HTTP but those it is given", async () => {
    const { spec, annotations } = await oneRoute({});
    assert.deepEqual([spec.tls, annotations], [undefined, undefined]);
    const given = { "example.com/a": "b" };
    assert.deepEqual((await oneRoute({ annotations: given })).annotations, given);
  });

  describe("with TLS", () => {
    it("takes the certificate from a Secret that is there", async () => {
      const { spec, urls } = await oneRoute(inSecret);
      assert.deepEqual(spec.tls, [{ hosts: ["www.shop.test"], secretName: "ours" }]);
      assert.deepEqual(urls, ["https://www.shop.test/"]);
    });

    it("leaves it to cert-manager to make a Secret for each host", async () => {
      const { spec, annotations, stack } = await shop(
        (front, back) => [
          { host: "www", paths: ["/"], service: front },
          { host: "api", paths: ["/carts"], service: back },
          { host: "www", paths: ["/pages"], service: back },
        ],
        { tls: { issuer: "letsencrypt" } },
      );
      assert.deepEqual(spec.tls, [
        { hosts: ["www.shop.test"], secretName: "gateway-tls-www.shop.test" },
        { hosts: ["api.shop.test"], secretName: "gateway-tls-api.shop.test" },
      ]);
      assert.equal(annotations?.["cert-manager.io/cluster-issuer"], "letsencrypt");
      assert.deepEqual(stack.all("kubernetes:core/v1:Secret"), []);
    });

    it("has one certificate for all hosts where it is given one", async () => {
      const routes = (front: Service, back: Service) => [
        { host: "www", paths: ["/"], service: front },
        { host: "api", paths: ["/"], service: back },
      ];
      const { spec } = await shop(routes, inSecret);
      const hosts = ["www.shop.test", "api.shop.test"];
      assert.deepEqual(spec.tls, [{ hosts, secretName: "ours" }]);
    });

    it("lets the controller in to what answers the challenges for cert-manager, which nobody else needs", async () => {
      const policies = async (tls: object) =>
        (await oneRoute({ tls })).stack
          .all("kubernetes:networking.k8s.io/v1:NetworkPolicy")
          .filter(({ name }) => name === "gateway-acme")
          .map(({ inputs }) => inputs.spec);
      const [policy, ...others] = await policies({ issuer: "letsencrypt" });
      assert.deepEqual(others, []);
      assert.deepEqual(policy?.podSelector, {});
      assert.deepEqual(policy?.ingress, [
        {
          from: [
            {
              namespaceSelector: {
                matchLabels: { "kubernetes.io/metadata.name": "ingress-nginx" },
              },
            },
          ],
          ports: [{ protocol: "TCP", port: 8089 }],
        },
      ]);
      assert.deepEqual(await policies({ secret: "ours" }), []);
    });

    it("makes the Secret of a certificate and a key, with a name that is new when they are", async () => {
      const { certificate, key } = selfSigned("*.shop.test");
      const { spec, stack } = await oneRoute({ tls: { certificate, key } }, ["slipway:gateway"]);
      const secret = stack.one("kubernetes:core/v1:Secret", "gateway-tls");
      const { metadata, type, stringData } = secret.inputs;
      assert.equal(type, "kubernetes.io/tls");
      assert.deepEqual(stringData, { "tls.crt": certificate, "tls.key": key });
      assert.equal(metadata.name, undefined);
      assert.match(spec.tls[0]?.secretName ?? "", /^gateway-tls-[0-9a-f]{7}$/);
      const leaves = stack.resources.flatMap((one) => one.leaves);
      for (const { value, secret } of leaves) assert.ok(secret || !value.includes(key));
    });

    it("asks ingress-nginx for the redirect", async () => {
      const { annotations, stack } = await oneRoute(inSecret);
      assert.deepEqual(annotations, { "nginx.ingress.kubernetes.io/ssl-redirect": "true" });
      assert.equal(stack.all("kubernetes:networking.k8s.io/v1:Ingress").length, 1);
    });

    it("asks another controller for nothing but what it is told to", async () => {
      const told = { annotations: { "example.com/redirect": "yes" } };
      const args = { ...inSecret, ...told, controller: "other" };
      assert.deepEqual((await oneRoute(args)).annotations, told.annotations);
    });

    it("lets what it is told win over what it would say", async () => {
      const given = { "nginx.ingress.kubernetes.io/ssl-redirect": "false" };
      const { annotations } = await oneRoute({ ...inSecret, annotations: given });
      assert.deepEqual(annotations, given);
    });

    it("has Traefik serve https with HSTS, and redirect http, by two routers of the same routes", async () => {
      const { stack } = await oneRoute({ ...inSecret, controller: "traefik" });
      const router = "traefik.ingress.kubernetes.io/router";
      const middlewares = stack.all("kubernetes:traefik.io/v1alpha1:Middleware");
      assert.deepEqual(
        middlewares.map(({ name, inputs }) => [name, inputs.spec]),
        [
          ["gateway-hsts", { headers: { stsSeconds: 31536000 } }],
          ["gateway-redirect", { redirectScheme: { scheme: "https", permanent: true } }],
        ],
      );
      const https = stack.one("kubernetes:networking.k8s.io/v1:Ingress", "gateway").inputs;
      const http = stack.one("kubernetes:networking.k8s.io/v1:Ingress", "gateway-http").inputs;
      assert.deepEqual(http.spec.rules, https.spec.rules);
      assert.equal(http.spec.tls, undefined);
      assert.equal(https.spec.tls.length, 1);
      const of = (annotations: Record<string, string>) =>
        ["entrypoints", "tls", "middlewares"].map((key) =>
          annotations[`${router}.${key}`]?.replace(/-[0-9a-f]{7}@/, "@"),
        );
      assert.deepEqual(of(https.metadata.annotations), [
        "websecure",
        "true",
        "shop-gateway-hsts@kubernetescrd",
      ]);
      assert.deepEqual(of(http.metadata.annotations), [
        "web",
        undefined,
        "shop-gateway-redirect@kubernetescrd",
      ]);
    });
  });

  describe("without an ingress controller", () => {
    it("has no Ingress, and lets none in: the proxy alone reaches what is routed", async () => {
      const { stack } = await oneRoute({ exposure: "nodePort" });
      assert.deepEqual(stack.all("kubernetes:networking.k8s.io/v1:Ingress"), []);
      const policies = stack.all("kubernetes:networking.k8s.io/v1:NetworkPolicy");
      const text = JSON.stringify(policies.map(({ inputs }) => inputs));
      assert.ok(!text.includes("ingress-nginx"));
      assert.equal(stack.components("ReverseProxy").length, 1);
    });

    it("says the port of the nodes in its URLs, and none behind a load balancer", async () => {
      const url = async (gateway: object) => (await oneRoute(gateway)).urls[0];
      assert.equal(await url({ exposure: "nodePort" }), "http://www.shop.test:30443/");
      assert.equal(
        await url({ ...inSecret, exposure: "nodePort" }),
        "https://www.shop.test:30443/",
      );
      assert.equal(await url({ ...inSecret, exposure: "loadBalancer" }), "https://www.shop.test/");
    });
  });
});
