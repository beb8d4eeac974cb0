import assert from "node:assert/strict";
import { Redis } from "../../components/redis";
import { Service } from "../../components/service";
import type { App } from "../../components/app";
import { anyImage as image, type Deployed, deployApp } from "../deploy";

/** What every service of this test is told. */
const own = { LISTEN_URL: "[::]:8000" };

describe("an edge", () => {
  let plain: Deployed;
  let without: Deployed;

  before(async () => {
    plain = await deployApp((app) => shop(app, true));
    without = await deployApp((app) => shop(app, false));
  });

  function shop(app: App, used: boolean): void {
    const cart = new Redis("cart", { app });
    const pages = new Service("web-pages", { app, image, port: 8080 });
    const uses = used ? [cart, pages] : [];
    new Service("back", { app, image, port: 8000, uses });
  }

  it("leaves nothing behind when it is gone, and all that it takes is a child of the service that uses it", () => {
    const extra = plain.resources.filter(
      ({ urn }) => !without.resources.some((other) => other.urn === urn),
    );
    assert.deepEqual(extra.map(({ type, name }) => `${type.split(":").pop()} ${name}`).sort(), [
      "Job back-cart-account",
      "RandomPassword back-cart-password",
      "Secret back-accounts",
      "Secret back-env",
    ]);
    for (const resource of extra) assert.equal(plain.parentOf(resource)?.name, "back");
    assert.deepEqual(variables(without, "back"), { env: own, secretEnv: [] });
  });

  it("stands in the service's component, for people and pictures", () => {
    const uses = (stack: Deployed) =>
      stack
        .components("Service")
        .map(({ name, inputs }) => [name, (inputs as { uses: string[] }).uses]);
    assert.deepEqual(uses(plain), [
      ["web-pages", []],
      ["back", ["cart", "web-pages"]],
    ]);
    assert.deepEqual(uses(without).at(-1), ["back", []]);
  });

  it("gives a service the address of a store in clear, and its account through a Secret", () => {
    const { env, secretEnv } = variables(plain, "back");
    assert.deepEqual(env, {
      ...own,
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
    const stack = await deployApp((app) => {
      const cart = new Redis("cart", { app });
      const old = new Redis("old", { app });
      const pages = new Service("pages", { app, image, port: 8080 });
      const uses = [cart, old.as("ARCHIVE"), pages.as("OTHER")];
      new Service("back", { app, image, port: 8000, uses });
    });
    const { env, secretEnv } = variables(stack, "back");
    assert.deepEqual(env, {
      ...own,
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
    const twins = deployApp((app) => {
      const cart = new Redis("cart", { app });
      const old = new Redis("old", { app });
      new Service("back", { app, image, port: 8000, uses: [cart, old] });
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
    const twins = deployApp((app) => {
      const cart = new Redis("cart", { app });
      const env = { REDIS_HOST: "guess" };
      new Service("back", { app, image, port: 8000, uses: [cart], env });
    });
    await assert.rejects(twins, /back: REDIS_HOST is set by the edge to cart and by env\b/);
  });

  for (const prefix of ["", "archive", "1ST", "_A", "A-B", "A B"]) {
    it(`refuses the prefix ${JSON.stringify(prefix)}, and says what is allowed`, async () => {
      const program = (app: App) => void new Redis("cart", { app }).as(prefix);
      await assert.rejects(deployApp(program), (error: Error) =>
        error.message.includes(`cart is "${prefix}", but must be capital letters`),
      );
    });
  }

  it("to one store twice is an error that names it", async () => {
    const twice = deployApp((app) => {
      const cart = new Redis("cart", { app });
      new Service("back", { app, image, port: 8000, uses: [cart, cart.as("B")] });
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
