import assert from "node:assert/strict";
import { Image } from "../components/image";
import { MySql } from "../components/mysql";
import { Namespace } from "../components/namespace";
import { script } from "../components/script";
import { Service } from "../components/service";
import { type Deployed, deploy, passwordNamed } from "./deploy";

describe("MySql", () => {
  let shop: Deployed;
  before(async () => {
    shop = await deploy(() => {
      const namespace = new Namespace("shop", {});
      const image = { context: "orders", registry: "registry.test" };
      const orders = new MySql("orders", { namespace, image, database: "orders" });
      const app = new Image("app", { context: "app", registry: "registry.test" });
      new Service("back", { namespace, image: app, port: 8000, uses: [orders] });
    });
  });

  const container = (stack: Deployed) => {
    const [server] = stack.one("kubernetes:apps/v1:StatefulSet", "orders").inputs.spec.template.spec
      .containers;
    assert.ok(server !== undefined);
    return server;
  };

  it("gives a service an account in its database, at its address", () => {
    const [back] = shop.one("kubernetes:apps/v1:Deployment", "back").inputs.spec.template.spec
      .containers;
    assert.deepEqual(back?.env, [
      { name: "MYSQL_HOST", value: "orders" },
      { name: "MYSQL_PORT", value: "3306" },
      { name: "MYSQL_DATABASE", value: "orders" },
    ]);
    const account = shop.one("kubernetes:core/v1:Secret", "back-orders-account").inputs.stringData;
    assert.equal(account["SCOPE"], "orders");
    assert.deepEqual(shop.one("kubernetes:core/v1:Secret", "back-env").inputs.stringData, {
      MYSQL_USER: account["ACCOUNT"],
      MYSQL_PASSWORD: account["PASSWORD"],
    });
  });

  it("has its image for the server and for its jobs, whose client fits the server", () => {
    for (const { resource, pod } of shop.workloads.filter(
      ({ resource: { name } }) => name !== "back",
    )) {
      assert.equal(pod.spec.containers[0]?.image, container(shop).image, resource.name);
    }
    assert.match(container(shop).image, /^registry\.test\/orders@sha256:/);
  });

  it("sets the administrator's password wherever he may come from", () => {
    const files = shop.one("kubernetes:core/v1:Secret", "orders-files").inputs.stringData;
    const password = passwordNamed("orders-root");
    assert.deepEqual(files["root.sql"]?.trim().split("\n"), [
      `ALTER USER 'root'@'localhost' IDENTIFIED BY '${password}';`,
      `ALTER USER 'root'@'%' IDENTIFIED BY '${password}';`,
    ]);
    assert.equal(
      shop.one("kubernetes:core/v1:Secret", "orders-env").inputs.stringData["MYSQL_ROOT_PASSWORD"],
      password,
    );
  });

  it("fills its volume through the script that a kill cannot leave half done", () => {
    const [shell, , , ...command] = container(shop).command;
    const begin = ["sh", "first-fill.sh", "/var/lib/mysql", "mysqld"];
    assert.deepEqual([shell, ...command.slice(0, 3)], begin);
    assert.deepEqual(command.slice(3), script("mysql-start.sh"));
    // Where the script puts what it runs the server through.
    assert.ok(container(shop).volumeMounts.some(({ mountPath }) => mountPath === "/tmp"));
  });

  it("has the files and folders that its start script uses", () => {
    const command = container(shop).command.join(" ");
    assert.ok(command.includes("/run/slipway/root.sql"));
    assert.ok(command.includes("/var/lib/mysql/"));
    const mounts = container(shop).volumeMounts.map(({ mountPath }) => mountPath);
    assert.ok(mounts.includes("/run/slipway") && mounts.includes("/var/lib/mysql"));
  });

  it("is asked over TCP whether it serves, since a server that fills a new volume does not yet", () => {
    const { startupProbe, readinessProbe } = container(shop);
    assert.deepEqual(startupProbe.tcpSocket, { port: "mysql" });
    assert.deepEqual(readinessProbe.exec.command.slice(1), ["ping", "--host=127.0.0.1"]);
  });

  for (const database of ["", "Orders", "1st", "or-ders", "or`ders", "o'", "a".repeat(65)]) {
    it(`refuses the database ${JSON.stringify(database.slice(0, 9))}, which its script would not quote`, async () => {
      const program = () => {
        const namespace = new Namespace("shop", {});
        const image = { context: "orders", registry: "registry.test" };
        new MySql("orders", { namespace, image, database });
      };
      await assert.rejects(deploy(program), (error: Error) =>
        error.message.startsWith(`orders: the database is "${database}", but must be `),
      );
    });
  }
});
