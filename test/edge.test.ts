import assert from "node:assert/strict";
import { Image } from "../components/image";
import { Namespace } from "../components/namespace";
import { Redis } from "../components/redis";
import { Service } from "../components/service";
import { type Deployed, deploy } from "./deploy";

describe("an edge", () => {
  let plain: Deployed;
  let without: Deployed;

  before(async () => {
    plain = await deploy(() => shop(true));
    without = await deploy(() => shop(false));
  });

  function shop(used: boolean): void {
    const namespace = new Namespace("shop", {});
    const image = new Image("app", { context: "app", registry: "registry.test" });
    const cart = new Redis("cart", { namespace, image: "redis:8.0.6" });
    const pages = new Service("web-pages", { namespace, image, port: 8080 });
    const uses = used ? [cart, pages] : [];
    new Service("back", { namespace, image, port: 8000, uses });
  }

  it("is a child of the service that uses it, and all that it takes is a child of the edge", () => {
    const edge = plain.components("Edge").find(({ name }) => name === "back-cart");
    assert.ok(edge !== undefined);
    assert.equal(plain.parentOf(edge)?.name, "back");
    const children = plain.resources.filter((resource) => plain.isWithin(resource, edge));
    assert.deepEqual(children.map(({ type, name }) => `${type.split(":").pop()} ${name}`).sort(), [
      "Job back-cart-account",
      "NetworkPolicy back-cart-in",
      "NetworkPolicy back-cart-out",
      "RandomPassword back-cart-password",
      "Secret back-cart-account",
    ]);
  });

  it("leaves nothing behind when it is gone", () => {
    const extra = plain.resources.filter(
      ({ urn }) => !without.resources.some((other) => other.urn === urn),
    );
    const edges = plain.components("Edge");
    assert.equal(edges.length, 2);
    for (const resource of extra) {
      const held =
        resource.name === "back-env" ||
        edges.some((edge) => edge === resource || plain.isWithin(resource, edge));
      assert.ok(held, `${resource.name} stays`);
    }
    assert.deepEqual(variables(without, "back"), { env: {}, secretEnv: [] });
  });

  it("gives a service the address of a store in clear, and its account through a Secret", () => {
    const { env, secretEnv } = variables(plain, "back");
    assert.deepEqual(env, {
      REDIS_HOST: "cart",
      REDIS_PORT: "6379",
      REDIS_PREFIX: "back:",
      WEB_PAGES_URL: "http://web-pages:8080",
    });
    assert.deepEqual(secretEnv, ["REDIS_PASSWORD", "REDIS_USERNAME"]);
  });

  it("has a service wait for its account, and for the service that it uses", () => {
    const { dependencies } = plain.one("kubernetes:apps/v1:Deployment", "back");
    const job = plain.one("kubernetes:batch/v1:Job", "back-cart-account");
    assert.ok(dependencies.includes(job.urn));
    assert.ok(dependencies.includes(plain.one("kubernetes:apps/v1:Deployment", "web-pages").urn));
  });

  it("with a prefix renames every variable, and no other edge's", async () => {
    const stack = await deploy(() => {
      const namespace = new Namespace("shop", {});
      const image = new Image("app", { context: "app", registry: "registry.test" });
      const cart = new Redis("cart", { namespace, image: "redis:8.0.6" });
      const old = new Redis("old", { namespace, image: "redis:8.0.6" });
      const pages = new Service("pages", { namespace, image, port: 8080 });
      const uses = [cart, old.as("ARCHIVE"), pages.as("OTHER")];
      new Service("back", { namespace, image, port: 8000, uses });
    });
    const { env, secretEnv } = variables(stack, "back");
    assert.deepEqual(env, {
      REDIS_HOST: "cart",
      REDIS_PORT: "6379",
      REDIS_PREFIX: "back:",
      ARCHIVE_REDIS_HOST: "old",
      ARCHIVE_REDIS_PORT: "6379",
      ARCHIVE_REDIS_PREFIX: "back:",
      OTHER_PAGES_URL: "http://pages:8080",
    });
    assert.deepEqual(secretEnv, [
      "ARCHIVE_REDIS_PASSWORD",
      "ARCHIVE_REDIS_USERNAME",
      "REDIS_PASSWORD",
      "REDIS_USERNAME",
    ]);
  });

  it("to a second store of the same kind is an error that names both, and what to write", async () => {
    const twins = deploy(() => {
      const namespace = new Namespace("shop", {});
      const image = new Image("app", { context: "app", registry: "registry.test" });
      const cart = new Redis("cart", { namespace, image: "redis:8.0.6" });
      const old = new Redis("old", { namespace, image: "redis:8.0.6" });
      new Service("back", { namespace, image, port: 8000, uses: [cart, old] });
    });
    await assert.rejects(twins, (error: Error) => {
      assert.match(
        error.message,
        /^back: REDIS_HOST is set by the edge to cart and by the edge to old\b/,
      );
      assert.match(error.message, /\.as\("ARCHIVE"\)/);
      return true;
    });
  });

  it("that sets a variable of the service's own is an error that names both", async () => {
    const twins = deploy(() => {
      const namespace = new Namespace("shop", {});
      const image = new Image("app", { context: "app", registry: "registry.test" });
      const cart = new Redis("cart", { namespace, image: "redis:8.0.6" });
      const env = { REDIS_PASSWORD: "guess" };
      new Service("back", { namespace, image, port: 8000, uses: [cart], env });
    });
    await assert.rejects(twins, /back: REDIS_PASSWORD is set by the edge to cart and by env\b/);
  });

  for (const prefix of ["", "archive", "1ST", "_A", "A-B", "A B"]) {
    it(`refuses the prefix ${JSON.stringify(prefix)}, and says what is allowed`, async () => {
      const program = () => {
        const namespace = new Namespace("shop", {});
        new Redis("cart", { namespace, image: "redis:8.0.6" }).as(prefix);
      };
      await assert.rejects(deploy(program), (error: Error) =>
        error.message.includes(`cart is "${prefix}", but must be capital letters`),
      );
    });
  }

  it("to one store twice is an error that names it", async () => {
    const twice = deploy(() => {
      const namespace = new Namespace("shop", {});
      const image = new Image("app", { context: "app", registry: "registry.test" });
      const cart = new Redis("cart", { namespace, image: "redis:8.0.6" });
      new Service("back", { namespace, image, port: 8000, uses: [cart, cart.as("B")] });
    });
    await assert.rejects(twice, /^Error: back uses cart twice/);
  });
});

/** The environment of a service's container: what is in clear, and the names of what comes through its Secret. */
function variables(stack: Deployed, service: string) {
  const { inputs } = stack.one("kubernetes:apps/v1:Deployment", service);
  const env: Record<string, string> = {};
  for (const { name, value } of inputs.spec.template.spec.containers.flatMap((one) => one.env)) {
    env[name] = value;
  }
  const secrets = stack
    .all("kubernetes:core/v1:Secret")
    .filter(({ name }) => name === `${service}-env`);
  const secretEnv = secrets.flatMap(({ inputs: { stringData } }) => Object.keys(stringData ?? {}));
  return { env, secretEnv: secretEnv.sort() };
}
