import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { MySql } from "../../components/mysql";
import { RabbitMq } from "../../components/rabbitmq";
import { Redis } from "../../components/redis";
import { Service } from "../../components/service";
import { anyImage as image, type Deployed, deployApp, passwordNamed } from "../deploy";

describe("the accounts of a store", () => {
  let shop: Deployed;
  before(async () => {
    shop = await deployApp((app) => {
      const cart = new Redis("cart", { app });
      new Redis("spare", { app });
      const name = "a-service-with-a-very-long-name-of-its-own";
      new Service("back", { app, image, port: 8000, uses: [cart] });
      new Service(name, { app, image, port: 8000, uses: [cart.as("LONG")] });
    });
  });

  const secret = (name: string) => shop.one("kubernetes:core/v1:Secret", name).inputs.stringData;
  const job = (name: string) => shop.one("kubernetes:batch/v1:Job", name);
  const edges = ["back-cart", "a-service-with-a-very-long-name-of-its-own-cart"];
  const held = () => edges.map((edge) => shop.told(`${edge}-account`)["ACCOUNT"] ?? "");

  it("are one for each edge, each with a password of its own", () => {
    assert.equal(new Set(held()).size, 2);
    for (const edge of edges) {
      const password = passwordNamed(`${edge}-password`);
      assert.deepEqual(secret(`${edge.replace(/-cart$/, "")}-accounts`), { cart: password });
    }
  });

  it("are what the services get, and the administrator's is not", () => {
    assert.deepEqual(secret("back-env"), {
      REDIS_USERNAME: shop.told("back-cart-account")["ACCOUNT"],
      REDIS_PASSWORD: secret("back-accounts")["cart"],
    });
  });

  it("have names that tell whose they are, in the 32 characters that MySQL allows", () => {
    for (const name of held()) assert.match(name, /^(back|a-service-with-a-very-lo?)-[0-9a-f]{8}$/);
    for (const name of held()) assert.ok(name.length <= 32, name);
  });

  it("do not tell their password by their name", () => {
    const password = passwordNamed("back-cart-password");
    const { ACCOUNT = "" } = shop.told("back-cart-account");
    for (let at = 0; at + 4 <= password.length; at++) {
      assert.ok(!ACCOUNT.includes(password.slice(at, at + 4)));
    }
  });

  it("are made by a job that alone gets the administrator's password as well", () => {
    const administrators = shop
      .all("kubernetes:core/v1:Secret")
      .filter(({ inputs }) =>
        Object.values(inputs.stringData).includes(passwordNamed("cart-admin")),
      );
    assert.deepEqual(
      administrators.map(({ name }) => name),
      ["cart-server"],
    );
    const readers = shop.workloads.filter(({ pod }) =>
      pod.spec.containers.some(({ env, envFrom }) =>
        [
          ...env.map(({ valueFrom }) => valueFrom?.secretKeyRef?.name ?? ""),
          ...envFrom.map(({ secretRef }) => secretRef.name),
        ].some((name) => name === "cart-server"),
      ),
    );
    assert.deepEqual(readers.map(({ resource }) => resource.name).sort(), [
      "a-service-with-a-very-long-name-of-its-own-cart-account",
      "back-cart-account",
      "cart",
      "cart-accounts-sweep",
    ]);
  });

  it("get each password from where it is, whatever the kind of store", async () => {
    const stack = await deployApp((app) => {
      const uses = [
        new Redis("cart", { app }),
        new MySql("orders", { app, database: "orders" }),
        new RabbitMq("broker", { app }),
      ];
      new Service("back", { app, image, port: 8000, uses });
    });
    const secrets = stack.all("kubernetes:core/v1:Secret");
    const told = stack.all("kubernetes:batch/v1:Job").map(({ name, inputs }) => {
      const { env = [] } = inputs.spec.template.spec.containers[0] ?? {};
      const passwords = env.flatMap(({ name: variable, valueFrom }) => {
        if (valueFrom === undefined) return [];
        const { name: object, key } = valueFrom.secretKeyRef;
        const holder = secrets.find(({ name }) => object.replace(/-[0-9a-f]{7}$/, "") === name);
        return [[variable, holder?.inputs.stringData[key]]];
      });
      return [name, Object.fromEntries(passwords)];
    });
    const expected = Object.entries({ cart: "admin", orders: "root", broker: "admin" }).flatMap(
      ([store, administrator]) => {
        const ADMIN_PASSWORD = passwordNamed(`${store}-${administrator}`);
        const PASSWORD = passwordNamed(`back-${store}-password`);
        return [
          [`${store}-accounts-sweep`, { ADMIN_PASSWORD }],
          [`back-${store}-account`, { ADMIN_PASSWORD, PASSWORD }],
        ];
      },
    );
    assert.deepEqual(Object.fromEntries(told), Object.fromEntries(expected));
  });

  it("are swept once every service has its new one, and all that an edge holds are kept", () => {
    assert.deepEqual(shop.told("cart-accounts-sweep")["KEEP"]?.split("\n"), held().sort());
    const { dependencies } = job("cart-accounts-sweep");
    const deployments = shop.all("kubernetes:apps/v1:Deployment");
    assert.equal(deployments.length, 2);
    for (const { urn } of deployments) assert.ok(dependencies.includes(urn), `${urn} may roll yet`);
  });

  it("are all swept from a store that is given to nobody", () => {
    assert.equal(shop.told("spare-accounts-sweep")["KEEP"], "");
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
    const late = deployApp(async (app) => {
      const cart = new Redis("cart", { app });
      await setImmediate();
      await setImmediate();
      new Service("back", { app, image, port: 8000, uses: [cart] });
    });
    await assert.rejects(
      late,
      /back uses cart, but was made after .* Make services where index\.ts runs/,
    );
  });
});
