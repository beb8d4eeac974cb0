import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { Image } from "../components/image";
import { Namespace } from "../components/namespace";
import { Redis } from "../components/redis";
import { Service } from "../components/service";
import { type Deployed, deploy, passwordNamed } from "./deploy";

describe("the accounts of a store", () => {
  let shop: Deployed;
  before(async () => {
    shop = await deploy(() => {
      const namespace = new Namespace("shop", {});
      const image = new Image("app", { context: "app", registry: "registry.test" });
      const cart = new Redis("cart", { namespace, image: "redis:8.0.6" });
      new Redis("spare", { namespace, image: "redis:8.0.6" });
      const name = "a-service-with-a-very-long-name-of-its-own";
      new Service("back", { namespace, image, port: 8000, uses: [cart] });
      new Service(name, { namespace, image, port: 8000, uses: [cart.as("LONG")] });
    });
  });

  const secret = (name: string) => shop.one("kubernetes:core/v1:Secret", name).inputs.stringData;
  const job = (name: string) => shop.one("kubernetes:batch/v1:Job", name);
  const held = () =>
    shop
      .all("kubernetes:core/v1:Secret")
      .flatMap(({ inputs }) => inputs.stringData["ACCOUNT"] ?? []);

  it("are one for each edge, each with a password of its own", () => {
    assert.equal(held().length, 2);
    const passwords = shop.all("kubernetes:core/v1:Secret").flatMap(({ inputs }) => {
      const { ACCOUNT, PASSWORD } = inputs.stringData;
      return ACCOUNT === undefined ? [] : [PASSWORD];
    });
    assert.equal(new Set(passwords).size, 2);
    assert.equal(secret("back-cart-account")["PASSWORD"], passwordNamed("back-cart-password"));
  });

  it("are what the services get, and the administrator's is not", () => {
    const account = secret("back-cart-account");
    assert.deepEqual(secret("back-env"), {
      REDIS_USERNAME: account["ACCOUNT"],
      REDIS_PASSWORD: account["PASSWORD"],
    });
  });

  it("have names that tell whose they are, in the 32 characters that MySQL allows", () => {
    for (const name of held()) assert.match(name, /^(back|a-service-with-a-very-lo?)-[0-9a-f]{8}$/);
    for (const name of held()) assert.ok(name.length <= 32, name);
  });

  it("do not tell their password by their name", () => {
    const password = passwordNamed("back-cart-password");
    const { ACCOUNT = "" } = secret("back-cart-account");
    for (let at = 0; at + 4 <= password.length; at++) {
      assert.ok(!ACCOUNT.includes(password.slice(at, at + 4)));
    }
  });

  it("are made by a job that alone gets the administrator's password as well", () => {
    const administrators = shop
      .all("kubernetes:core/v1:Secret")
      .filter(({ inputs }) => "ADMIN_PASSWORD" in inputs.stringData);
    assert.deepEqual(administrators.map(({ name }) => name).sort(), [
      "cart-accounts-admin",
      "cart-env",
      "spare-accounts-admin",
      "spare-env",
    ]);
    const readers = shop.workloads.filter(({ pod }) =>
      pod.spec.containers.some(({ envFrom }) =>
        envFrom.some((one) => /^cart-(accounts-admin|env)-/.test(one.secretRef.name)),
      ),
    );
    assert.deepEqual(readers.map(({ resource }) => resource.name).sort(), [
      "a-service-with-a-very-long-name-of-its-own-cart-account",
      "back-cart-account",
      "cart",
      "cart-accounts-sweep",
    ]);
  });

  it("are swept once every service has its new one, and all that an edge holds are kept", () => {
    assert.deepEqual(secret("cart-accounts-keep")["KEEP"]?.split("\n"), held().sort());
    const { dependencies } = job("cart-accounts-sweep");
    const deployments = shop.all("kubernetes:apps/v1:Deployment");
    assert.equal(deployments.length, 2);
    for (const { urn } of deployments) assert.ok(dependencies.includes(urn), `${urn} may roll yet`);
  });

  it("are all swept from a store that is given to nobody", () => {
    assert.deepEqual(secret("spare-accounts-keep"), { KEEP: "" });
    const { dependencies } = job("spare-accounts-sweep");
    assert.ok(dependencies.includes(shop.one("kubernetes:apps/v1:StatefulSet", "spare").urn));
  });

  it("are made and swept by the store's script, told which of the two it is by its argument", () => {
    const last = (name: string) =>
      job(name).inputs.spec.template.spec.containers[0]?.command.at(-1);
    assert.equal(last("back-cart-account"), "provision");
    assert.equal(last("cart-accounts-sweep"), "sweep");
  });

  it("come to an end, whatever the store does", () => {
    for (const { inputs } of shop.all("kubernetes:batch/v1:Job")) {
      const { activeDeadlineSeconds, backoffLimit, template } = inputs.spec;
      assert.ok(activeDeadlineSeconds <= 300);
      assert.ok(backoffLimit >= 3, "a store may restart while they are made");
      assert.equal(template.spec.restartPolicy, "OnFailure");
    }
  });

  it("are tried anew by the next update where they have failed", () => {
    for (const { inputs } of shop.all("kubernetes:batch/v1:Job")) {
      assert.equal(inputs.metadata.annotations["pulumi.com/replaceUnready"], "true");
    }
  });

  it("refuse a service that is made after the program's end, and say where to make it", async () => {
    const late = deploy(async () => {
      const namespace = new Namespace("shop", {});
      const image = new Image("app", { context: "app", registry: "registry.test" });
      const cart = new Redis("cart", { namespace, image: "redis:8.0.6" });
      await setImmediate();
      await setImmediate();
      new Service("back", { namespace, image, port: 8000, uses: [cart] });
    });
    await assert.rejects(
      late,
      /back uses cart, but was made after .* Make services where index\.ts runs/,
    );
  });
});
