import assert from "node:assert/strict";
import { Quantity } from "../components/kubernetes/quantity";
import { Redis } from "../components/redis";
import { Service } from "../components/service";
import { anyImage as image, type Deployed, deployApp, deployDev, deployStack } from "./deploy";

describe("Redis", () => {
  let shop: Deployed;
  before(async () => {
    shop = await deployApp(
      (app) => {
        const cart = new Redis("cart", { app, storage: "3Gi" });
        new Service("back", { app, image, port: 8000, uses: [cart] });
        new Service("front", { app, image, port: 8080, uses: [cart] });
      },
      { stores: { cart: { image: "redis:8.0.7" } } },
    );
  });

  it("gives each service keys of its own, and rights for no others", () => {
    const scopes = ["back", "front"].map((service) => {
      const [container] = shop.one("kubernetes:apps/v1:Deployment", service).inputs.spec.template
        .spec.containers;
      const told = container?.env.find(({ name }) => name === "REDIS_PREFIX")?.value;
      assert.equal(shop.told(`${service}-cart-account`)["SCOPE"], told);
      return told;
    });
    assert.deepEqual(scopes, ["back:", "front:"]);
  });

  it("runs the image that it is given, and so do its jobs", () => {
    const images = shop.workloads
      .filter(({ resource: { name } }) => name.includes("cart"))
      .map(({ pod }) => pod.spec.containers[0]?.image);
    assert.deepEqual(images, Array<string>(4).fill("redis:8.0.7"));
  });

  it("keeps its data in the folder that its start script names, on the volume that was asked for", () => {
    const { spec } = shop.one("kubernetes:apps/v1:StatefulSet", "cart").inputs;
    const [container] = spec.template.spec.containers;
    assert.ok(container !== undefined && container.command.join(" ").includes("--dir /data"));
    assert.ok(container.volumeMounts.some(({ mountPath }) => mountPath === "/data"));
    assert.equal(spec.volumeClaimTemplates[0]?.spec.resources.requests["storage"], "3Gi");
  });

  it("holds as much as half of its memory limit: writing the file anew takes a copy of what changes", async () => {
    const settled = (settings: object) =>
      deployApp((app) => void new Redis("redis-for-user", { app }), {
        stores: { "redis-for-user": settings },
      });
    for (const [stack, most] of [
      [await deployDev(), 96],
      [await deployStack("prod"), 512],
      [await settled({ memory: "64Mi", memoryLimit: "128Mi" }), 64],
      [await settled({ memory: "256Mi" }), 128],
    ] as const) {
      const { spec } = stack.one("kubernetes:apps/v1:StatefulSet", "redis-for-user").inputs;
      const { command = [], resources } = spec.template.spec.containers[0] ?? {};
      const bytes = command[command.indexOf("--maxmemory") + 1];
      assert.equal(bytes, String(most * 2 ** 20));
      const limit = Quantity.parse(resources?.limits["memory"] ?? "").toNumber();
      assert.equal(Number(bytes) * 2, limit);
    }
  });
});
