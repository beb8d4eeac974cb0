import assert from "node:assert/strict";
import type { App } from "../components/app";
import { Quantity } from "../components/kubernetes/quantity";
import { MySql } from "../components/mysql";
import { script } from "../components/stores/script";
import { Service } from "../components/service";
import {
  anyImage as image,
  type Deployed,
  deployApp,
  deployDev,
  deployStack,
  passwordNamed,
} from "./deploy";

describe("MySql", () => {
  let shop: Deployed;
  before(async () => {
    shop = await deployApp((app) => {
      const orders = new MySql("orders", { app, database: "orders", build: "mysql-for-user" });
      new Service("back", { app, image, port: 8000, uses: [orders] });
    });
  });

  const container = (stack: Deployed, name = "orders") => {
    const { spec } = stack.one("kubernetes:apps/v1:StatefulSet", name).inputs;
    const [server] = spec.template.spec.containers;
    assert.ok(server !== undefined);
    return server;
  };

  it("gives a service an account in its database, at its address", () => {
    const [back] = shop.one("kubernetes:apps/v1:Deployment", "back").inputs.spec.template.spec
      .containers;
    assert.deepEqual(back?.env, [
      { name: "LISTEN_URL", value: "0.0.0.0:8000" },
      { name: "MYSQL_HOST", value: "orders" },
      { name: "MYSQL_PORT", value: "3306" },
      { name: "MYSQL_DATABASE", value: "orders" },
    ]);
    const { ACCOUNT, SCOPE } = shop.told("back-orders-account");
    assert.equal(SCOPE, "orders");
    assert.deepEqual(shop.one("kubernetes:core/v1:Secret", "back-env").inputs.stringData, {
      MYSQL_USER: ACCOUNT,
      MYSQL_PASSWORD: passwordNamed("back-orders-password"),
    });
  });

  it("has its image for the server and for its jobs, whose client fits the server", () => {
    for (const { resource, pod } of shop.workloads.filter(
      ({ resource: { name } }) => name !== "back",
    )) {
      assert.equal(pod.spec.containers[0]?.image, container(shop).image, resource.name);
    }
    assert.match(container(shop).image, /^registry\.test\/mysql-for-user@sha256:/);
  });

  it("sets the administrator's password wherever he may come from", () => {
    const password = passwordNamed("orders-root");
    const { stringData } = shop.one("kubernetes:core/v1:Secret", "orders-server").inputs;
    assert.deepEqual(stringData["root.sql"]?.trim().split("\n"), [
      `ALTER USER 'root'@'localhost' IDENTIFIED BY '${password}';`,
      `ALTER USER 'root'@'%' IDENTIFIED BY '${password}';`,
    ]);
    assert.equal(stringData["MYSQL_ROOT_PASSWORD"], password);
  });

  it("fills its volume through the script that a kill cannot leave half done", () => {
    const [shell, , , ...command] = container(shop).command;
    const begin = ["sh", "first-fill.sh", "/var/lib/mysql"];
    assert.deepEqual([shell, ...command.slice(0, 2)], begin);
    const start = script("mysql-start.sh");
    assert.deepEqual(command.slice(2, 2 + start.length), start);
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
    const [, , , name, data, ...ping] = readinessProbe.exec.command;
    assert.deepEqual([name, data], ["first-served.sh", "/var/lib/mysql"]);
    assert.deepEqual(ping, ["mysqladmin", "ping", "--host=127.0.0.1"]);
  });

  const official = async (settings: object, binaryLog?: boolean) =>
    container(
      await deployApp((app) => void new MySql("orders", { app, database: "orders", binaryLog }), {
        stores: { orders: settings },
      }),
    );

  /** The buffer pool and the memory limit of a server, in MiB. */
  const memoryOf = ({ command, resources }: ReturnType<typeof container>) => {
    const pool = Number(/--innodb-buffer-pool-size=(\d+)M( |$)/.exec(command.join(" "))?.[1]);
    const limit = Quantity.parse(resources.limits["memory"] ?? "").toNumber() / 2 ** 20;
    return [pool, limit] as const;
  };

  it("has a buffer pool that follows from its memory limit, whatever it requests", async () => {
    for (const [settings, pool, limit] of [
      [{ memoryLimit: "320Mi" }, 64, 320],
      [{ memory: "64Mi" }, 89, 640],
      [{ memory: "1Gi", memoryLimit: "2Gi" }, 1075, 2048],
    ] as const) {
      assert.deepEqual(memoryOf(await official(settings)), [pool, limit]);
    }
  });

  it("has room below its limit for what it takes beside its buffer pool, in both stacks", async () => {
    for (const [stack, expected] of [
      [await deployDev(), [89, 640]],
      [await deployStack("prod"), [2508, 4096]],
    ] as const) {
      const [pool, limit] = memoryOf(container(stack, "mysql-for-user"));
      assert.deepEqual([pool, limit], expected);
      assert.ok(pool + 512 <= limit, `${pool} of ${limit} MiB`);
    }
  });

  it("keeps a week of a binary log where the settings or the program want one", async () => {
    const one = ["--server-id=1", "--log-bin=binlog", "--binlog-expire-logs-seconds=604800"];
    for (const [settings, program, options] of [
      [{}, undefined, ["--skip-log-bin"]],
      [{}, true, one],
      [{ binaryLog: true }, undefined, one],
      [{ binaryLog: false }, true, ["--skip-log-bin"]],
    ] as const) {
      const { command } = await official(settings, program);
      const found = command.filter((word) => /^--(server-id|(skip-)?log-bin|binlog)/.test(word));
      assert.deepEqual(found, options);
    }
  });

  it("is the official image, which makes the database, where it has no build of its own", async () => {
    const { image, env } = await official({});
    assert.match(image, /^mysql:\d/);
    assert.deepEqual(
      env.filter(({ value }) => value !== undefined),
      [{ name: "MYSQL_DATABASE", value: "orders" }],
    );
  });

  it("is built on the image that the settings name", async () => {
    const stack = await deployApp(
      (app) => void new MySql("orders", { app, database: "orders", build: "mysql-for-user" }),
      { stores: { orders: { image: "mysql:9.7.5" } }, images: { mirror: "cache.test" } },
    );
    const { build } = stack.one("docker:index/image:Image", "mysql-for-user").inputs;
    assert.deepEqual(build.args, { MYSQL_IMAGE: "cache.test/library/mysql:9.7.5" });
    assert.deepEqual(
      container(stack).env.filter(({ value }) => value !== undefined),
      [],
    );
  });

  for (const database of ["", "Orders", "1st", "or-ders", "or`ders", "o'", "a".repeat(65)]) {
    it(`refuses the database ${JSON.stringify(database.slice(0, 9))}, which its script would not quote`, async () => {
      const program = (app: App) => void new MySql("orders", { app, database });
      await assert.rejects(deployApp(program), (error: Error) =>
        error.message.startsWith(`orders: the database is "${database}", but must be `),
      );
    });
  }
});
