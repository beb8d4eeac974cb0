import assert from "node:assert/strict";
import { Image } from "../components/image";
import { Namespace } from "../components/namespace";
import { Redis } from "../components/redis";
import { Service } from "../components/service";
import { type Deployed, deploy } from "./deploy";

describe("Redis", () => {
  let shop: Deployed;
  before(async () => {
    shop = await deploy(() => {
      const namespace = new Namespace("shop", {});
      const image = new Image("app", { context: "app", registry: "registry.test" });
      const cart = new Redis("cart", { namespace, image: "redis:8.0.6", storage: "3Gi" });
      new Service("back", { namespace, image, port: 8000, uses: [cart] });
      new Service("front", { namespace, image, port: 8080, uses: [cart] });
    });
  });

  it("gives each service keys of its own, and rights for no others", () => {
    const scopes = ["back", "front"].map((service) => {
      const [container] = shop.one("kubernetes:apps/v1:Deployment", service).inputs.spec.template
        .spec.containers;
      const told = container?.env.find(({ name }) => name === "REDIS_PREFIX")?.value;
      const secret = shop.one("kubernetes:core/v1:Secret", `${service}-cart-account`);
      assert.equal(secret.inputs.stringData["SCOPE"], told);
      return told;
    });
    assert.deepEqual(scopes, ["back:", "front:"]);
  });

  it("runs the image that it is given, and so do its jobs", () => {
    const images = shop.workloads
      .filter(({ resource: { name } }) => name.includes("cart"))
      .map(({ pod }) => pod.spec.containers[0]?.image);
    assert.deepEqual(images, Array<string>(4).fill("redis:8.0.6"));
  });

  it("keeps its data in the folder that its start script names, on the volume that was asked for", () => {
    const { spec } = shop.one("kubernetes:apps/v1:StatefulSet", "cart").inputs;
    const [container] = spec.template.spec.containers;
    assert.ok(container !== undefined && container.command.join(" ").includes("--dir /data"));
    assert.ok(container.volumeMounts.some(({ mountPath }) => mountPath === "/data"));
    assert.equal(spec.volumeClaimTemplates[0]?.spec.resources.requests["storage"], "3Gi");
  });

  it("stays, with its cache full, below its memory limit", () => {
    const { spec } = shop.one("kubernetes:apps/v1:StatefulSet", "cart").inputs;
    const [container] = spec.template.spec.containers;
    const most = /--maxmemory (\d+)mb/.exec(container?.command.join(" ") ?? "")?.[1];
    const limit = /^(\d+)Mi$/.exec(container?.resources.limits["memory"] ?? "")?.[1];
    // Writing the file anew takes a copy of what changes meanwhile: half as much again.
    assert.ok(Number(most) * 1.5 <= Number(limit), `${most}mb of ${limit}Mi`);
  });
});
