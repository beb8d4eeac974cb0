import assert from "node:assert/strict";
import { Gateway } from "../../components/gateway";
import { type Limits, readLimits } from "../../components/gateway/limits";
import { nginxConfig } from "../../components/gateway/nginx-config";
import { Service } from "../../components/service";
import { anyImage as image, deployApp } from "../deploy";

const nginx = "nginx.ingress.kubernetes.io";
const router = "traefik.ingress.kubernetes.io/router";

describe("the limits of a route", () => {
  const all: Limits = { requestsPerSecond: 10, bodySize: "2Mi", timeout: 5 };

  /** A stack with two routes of one host, the second one with limits, and a third of another host. */
  async function shop(limits: Limits | undefined, gateway: object = {}, others?: Limits) {
    const stack = await deployApp(
      (app) => {
        const service = new Service("front", { app, image, port: 8080 });
        const routes = [
          { host: "api", paths: ["/carts"], service, ...(others && { limits: others }) },
          { host: "api", paths: ["/orders/new"], service, ...(limits && { limits }) },
          { host: "www", paths: ["/"], service, ...(others && { limits: others }) },
        ];
        new Gateway("gateway", { app, routes });
      },
      { gateway },
    );
    const byName = (one: { name: string }, other: { name: string }) =>
      one.name.localeCompare(other.name);
    const ingresses = stack.all("kubernetes:networking.k8s.io/v1:Ingress").sort(byName);
    const entries = ingresses.map(({ name, inputs: { metadata, spec } }) => {
      const paths = spec.rules.flatMap(({ host, http }) =>
        http.paths.map(({ path }) => `${host}${path}`),
      );
      const annotations: Record<string, string> = metadata.annotations ?? {};
      return [name, { paths, annotations, spec }] as const;
    });
    const middlewares = stack.all("kubernetes:traefik.io/v1alpha1:Middleware").sort(byName);
    return { stack, by: new Map(entries), middlewares };
  }

  const limited = "gateway-api.shop.test-front";
  /** As Traefik calls what is named so. */
  const dashed = "gateway-api-shop-test-front";

  it("are nothing where there are none", async () => {
    for (const gateway of [{}, { controller: "traefik" }, { controller: "other" }]) {
      for (const none of [undefined, {}, { timeout: undefined }]) {
        const { by, middlewares } = await shop(none, gateway);
        assert.deepEqual([...by.keys()], ["gateway"]);
        assert.deepEqual(by.get("gateway")?.annotations, {});
        assert.deepEqual(middlewares, []);
      }
    }
  });

  it("are annotations of an Ingress of its own for ingress-nginx, in bytes and seconds", async () => {
    const { by } = await shop(all);
    assert.deepEqual([...by.keys()], ["gateway", limited]);
    assert.deepEqual(by.get("gateway")?.paths, ["api.shop.test/carts", "www.shop.test/"]);
    assert.deepEqual(by.get("gateway")?.annotations, {});
    assert.deepEqual(by.get(limited)?.paths, ["api.shop.test/orders/new"]);
    assert.deepEqual(by.get(limited)?.annotations, {
      [`${nginx}/limit-rps`]: "10",
      [`${nginx}/limit-burst-multiplier`]: "5",
      [`${nginx}/proxy-body-size`]: "2097152",
      [`${nginx}/proxy-read-timeout`]: "5",
      [`${nginx}/proxy-send-timeout`]: "5",
      [`${nginx}/proxy-next-upstream-timeout`]: "5",
    });
  });

  it("say nothing of what they do not limit", async () => {
    const { by } = await shop({ bodySize: "1k" });
    assert.deepEqual(by.get(limited)?.annotations, { [`${nginx}/proxy-body-size`]: "1000" });
  });

  it("leave their Ingress the class, the certificates and the annotations of the other one", async () => {
    const annotations = { "example.com/a": "b", [`${nginx}/proxy-body-size`]: "1g" };
    const told = { class: "nginx", tls: { secret: "ours" }, annotations };
    const { by } = await shop({ bodySize: "1Mi" }, told);
    const [main, own] = [by.get("gateway"), by.get(limited)];
    assert.equal(own?.spec.ingressClassName, "nginx");
    assert.deepEqual(own?.spec.tls, main?.spec.tls);
    assert.equal(own?.spec.tls.length, 1);
    const shared = { "example.com/a": "b", [`${nginx}/ssl-redirect`]: "true" };
    assert.deepEqual(main?.annotations, { ...shared, [`${nginx}/proxy-body-size`]: "1g" });
    assert.deepEqual(own?.annotations, { ...shared, [`${nginx}/proxy-body-size`]: "1048576" });
  });

  it("come once the other Ingress has lost the path, which ingress-nginx takes from one alone", async () => {
    for (const controller of ["ingress-nginx", "traefik"]) {
      const { stack } = await shop({ bodySize: "1Mi" }, { controller });
      const one = (name: string) => stack.one("kubernetes:networking.k8s.io/v1:Ingress", name);
      const waits = one(limited).dependencies.includes(one("gateway").urn);
      assert.equal(waits, controller === "ingress-nginx", controller);
    }
  });

  it("have one Ingress alone ask cert-manager, for all hosts", async () => {
    const issuer = "cert-manager.io/cluster-issuer";
    const tls = { issuer: "letsencrypt" };
    for (const others of [undefined, all]) {
      const { by } = await shop(all, { tls }, others);
      const asking = [...by.values()].filter(({ annotations }) => issuer in annotations);
      assert.equal(asking.length, 1);
      assert.equal(asking[0]?.spec.tls.length, 2);
    }
  });

  it("leave no Ingress without a path where every route has some", async () => {
    const { by } = await shop(all, {}, all);
    assert.deepEqual([...by.keys()], [limited, `${limited}-2`, "gateway-www.shop.test-front"]);
  });

  it("tell a service's routes apart", async () => {
    const stack = await deployApp((app) => {
      const service = new Service("front", { app, image, port: 8080 });
      const limits = { timeout: 1 };
      const routes = ["/a", "/b", "/c"].map((path) => ({
        host: "api",
        paths: [path],
        service,
        limits,
      }));
      new Gateway("gateway", { app, routes });
    });
    assert.deepEqual(
      stack
        .all("kubernetes:networking.k8s.io/v1:Ingress")
        .map(({ name }) => name)
        .sort(),
      ["", "-2", "-3"].map((end) => `gateway-api.shop.test-front${end}`),
    );
  });

  describe("by Traefik", () => {
    const two: Limits = { requestsPerSecond: 10, bodySize: "2Mi" };
    const named = (text = "") => text.replace(/-[0-9a-f]{7}@/g, "@").split(",");

    it("are Middlewares, which the route's Ingress names", async () => {
      const { by, middlewares } = await shop(two, { controller: "traefik" });
      assert.deepEqual(
        middlewares.map(({ name, inputs }) => [name, inputs.spec]),
        [
          [`${dashed}-body`, { buffering: { maxRequestBodyBytes: 2097152 } }],
          [`${dashed}-rate`, { rateLimit: { average: 10, burst: 50 } }],
        ],
      );
      const { annotations = {} } = by.get(limited) ?? {};
      assert.deepEqual(Object.keys(annotations), [`${router}.middlewares`]);
      assert.deepEqual(named(annotations[`${router}.middlewares`]), [
        `shop-${dashed}-rate@kubernetescrd`,
        `shop-${dashed}-body@kubernetescrd`,
      ]);
      assert.deepEqual(by.get("gateway")?.annotations, {});
    });

    it("come after HSTS, or after those that the settings name, and leave http its redirect", async () => {
      const given = { [`${router}.middlewares`]: "shop-ours@kubernetescrd" };
      for (const [annotations, first] of [
        [{}, "shop-gateway-hsts@kubernetescrd"],
        [given, "shop-ours@kubernetescrd"],
      ] as const) {
        const gateway = { controller: "traefik", tls: { secret: "ours" }, annotations };
        const { by } = await shop({ requestsPerSecond: 1 }, gateway);
        const own = by.get(limited)?.annotations ?? {};
        const rate = `shop-${dashed}-rate@kubernetescrd`;
        assert.deepEqual(named(own[`${router}.middlewares`]), [first, rate]);
        assert.equal(own[`${router}.entrypoints`], "websecure");
        assert.deepEqual(named(by.get("gateway")?.annotations[`${router}.middlewares`]), [first]);
        const http = by.get("gateway-http");
        assert.equal(http?.paths.length, 3);
        const redirect = "shop-gateway-redirect@kubernetescrd";
        assert.deepEqual(named(http.annotations[`${router}.middlewares`]), [redirect]);
      }
    });
  });

  describe("by the stack's own proxy", () => {
    const service = { name: "back", port: 8000, peer: { podLabels: {} } };
    const routes = [
      { host: "api.test", paths: ["/carts"], service },
      { host: "api.test", paths: ["/orders"], service, limits: readLimits("it", all, "proxy") },
      { host: "www.test", paths: ["/"], service, limits: { requestsPerSecond: 3 } },
    ];
    const config = nginxConfig(routes);

    it("hold for the route's own locations, by zones of their own", () => {
      const words = [...config.matchAll(/^ *location (?:= )?(\/\S*) \{ (.*) \}$/gm)];
      const of = (path: string) =>
        words.filter(([, at]) => at === path).map(([, , text = ""]) => text.split("; "));
      const pass = "proxy_pass http://back;";
      const orders = [
        ...["limit_req zone=route-1 burst=50 nodelay", "limit_req_status 429"],
        ...["client_max_body_size 2097152", "proxy_read_timeout 5s", "proxy_send_timeout 5s"],
        pass,
      ];
      assert.deepEqual([of("/orders"), of("/orders/")], [[orders], [orders]]);
      assert.deepEqual([of("/carts"), of("/carts/")], [[[pass]], [[pass]]]);
      const www = ["limit_req zone=route-2 burst=15 nodelay", "limit_req_status 429", pass];
      const leading = of("/").filter((text) => text.includes(pass));
      assert.deepEqual(leading, [www]);
    });

    it("count by the client's address", () => {
      assert.deepEqual(config.match(/limit_req_zone .*/g), [
        "limit_req_zone $binary_remote_addr zone=route-1:1m rate=10r/s;",
        "limit_req_zone $binary_remote_addr zone=route-2:1m rate=3r/s;",
      ]);
    });

    it("reach it from the gateway, whatever the controller would be", async () => {
      for (const exposure of ["loadBalancer", "nodePort"]) {
        const { stack } = await shop(all, { exposure, controller: "traefik" });
        const { data } = stack.one("kubernetes:core/v1:ConfigMap", "gateway-proxy").inputs;
        assert.match(data["nginx.conf"] ?? "", /location = \/orders\/new \{ limit_req /);
      }
    });
  });

  describe("are refused", () => {
    const place = "^Error: gateway: the route api\\.shop\\.test/orders/new: limits\\.";
    const whole = (most: number) => `must be a whole number from 1 to ${most}$`;
    const size = `must be a quantity from 1 byte to 1Ti, such as "1Mi"$`;
    for (const [limits, is] of [
      [{ requestsPerSecond: 0 }, `requestsPerSecond is 0, but ${whole(1_000_000)}`],
      [{ requestsPerSecond: -1 }, `requestsPerSecond is -1, but ${whole(1_000_000)}`],
      [{ requestsPerSecond: 1.5 }, `requestsPerSecond is 1\\.5, but ${whole(1_000_000)}`],
      [{ requestsPerSecond: 1_000_001 }, `requestsPerSecond is 1000001, but`],
      [{ timeout: 0 }, `timeout is 0, but ${whole(86_400)}`],
      [{ timeout: 86_401 }, `timeout is 86401, but`],
      [{ timeout: Number.NaN }, `timeout is NaN, but ${whole(86_400)}`],
      [{ bodySize: "1MB" }, `bodySize is "1MB", but ${size}`],
      [{ bodySize: "0" }, `bodySize is "0", but ${size}`],
      [{ bodySize: "500m" }, `bodySize is "500m", but ${size}`],
      [{ bodySize: "2Ti" }, `bodySize is "2Ti", but ${size}`],
      [{ bodySize: "" }, `bodySize is "", but ${size}`],
    ] as const) {
      it(`as ${JSON.stringify(limits)}, with the place, the value and what is allowed`, async () => {
        await assert.rejects(shop(limits), new RegExp(`${place}${is}`));
      });
    }

    it("where Traefik has no word for a timeout", async () => {
      await assert.rejects(
        shop({ timeout: 5 }, { controller: "traefik" }),
        new RegExp(
          `${place}timeout is 5, but must not be set: gateway\\.controller is "traefik".*` +
            `requestsPerSecond and bodySize.*"ingress-nginx".*"loadBalancer" or "nodePort"$`,
        ),
      );
    });

    it("where the controller is one that nobody knows the words of", async () => {
      for (const [field, limits] of [
        ["requestsPerSecond is 1", { requestsPerSecond: 1 }],
        ['bodySize is "1Mi"', { bodySize: "1Mi" }],
        ["timeout is 5", { timeout: 5 }],
      ] as const) {
        await assert.rejects(
          shop(limits, { controller: "other" }),
          new RegExp(
            `${place}${field}, but gateway\\.controller is "other".*"ingress-nginx" or "traefik".*"nodePort"$`,
          ),
        );
      }
    });
  });
});
