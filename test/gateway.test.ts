import assert from "node:assert/strict";
import { Gateway, type GatewayArgs } from "../components/gateway";
import { Image } from "../components/image";
import { Namespace } from "../components/namespace";
import { Service } from "../components/service";
import { deploy } from "./deploy";

describe("Gateway", () => {
  function shop(args: (front: Service, back: Service) => Partial<GatewayArgs>) {
    let urls: string[] = [];
    const program = () => {
      const namespace = new Namespace("shop", {});
      const image = new Image("app", { context: "app", registry: "registry.test" });
      const front = new Service("front", { namespace, image, port: 8080 });
      const back = new Service("back", { namespace, image, port: 8000 });
      const rest = { namespace, ingressNamespace: "ingress-nginx", routes: [] };
      ({ urls } = new Gateway("gateway", { ...rest, ...args(front, back) }));
    };
    return deploy(program).then((stack) => ({
      urls,
      spec: stack.one("kubernetes:networking.k8s.io/v1:Ingress", "gateway").inputs.spec,
    }));
  }

  it("leads each path of each host to its service, in one Ingress", async () => {
    const { spec, urls } = await shop((front, back) => ({
      routes: [
        { host: "www.shop.test", paths: ["/"], service: front },
        { host: "api.shop.test", paths: ["/carts", "/orders"], service: back },
        { host: "api.shop.test", paths: ["/pages"], service: front },
      ],
    }));
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

  it("leads whole steps of a path on, not its beginnings", async () => {
    const { spec } = await shop((front) => ({
      routes: [{ host: "shop.test", paths: ["/users"], service: front }],
    }));
    const types = spec.rules.flatMap(({ http }) => http.paths.map(({ pathType }) => pathType));
    assert.deepEqual(types, ["Prefix"]);
  });

  it("refuses two routes that claim one host and path, and names both services", async () => {
    const claims = shop((front, back) => ({
      routes: [
        { host: "shop.test", paths: ["/", "/carts"], service: front },
        { host: "shop.test", paths: ["/carts"], service: back },
      ],
    }));
    await assert.rejects(
      claims,
      /^Error: gateway: shop\.test\/carts is routed to front and to back$/,
    );
  });

  it("takes one path on two hosts", async () => {
    const { urls } = await shop((front, back) => ({
      routes: [
        { host: "one.test", paths: ["/"], service: front },
        { host: "two.test", paths: ["/"], service: back },
      ],
    }));
    assert.equal(urls.length, 2);
  });

  it("names an ingress class only where the cluster's default will not do", async () => {
    assert.equal((await shop(() => ({ ingressClass: "" }))).spec.ingressClassName, undefined);
    assert.equal((await shop(() => ({ ingressClass: "nginx" }))).spec.ingressClassName, "nginx");
  });
});
