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
      { name: "LISTEN_URL", value: "[::]:8000" },
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

  describe("for a service that has a command for its tables", () => {
    let split: Deployed;
    before(async () => {
      split = await deployApp((app) => {
        const orders = new MySql("orders", { app, database: "orders" });
        const archive = new MySql("archive", { app, database: "archive" }).as("ARCHIVE");
        const migrate = ["node", "main.cjs", "migrate"];
        new Service("back", { app, image, port: 8000, uses: [orders, archive], migrate });
      });
    });

    const secret = (name: string) => split.one("kubernetes:core/v1:Secret", name).inputs.stringData;
    const pod = () => split.one("kubernetes:apps/v1:Deployment", "back").inputs.spec.template.spec;
    const secretsOf = (one?: { envFrom?: { secretRef: { name: string } }[] }) =>
      (one?.envFrom ?? []).map(({ secretRef }) => secretRef.name.replace(/-[0-9a-f]{7}$/, ""));

    it("makes two accounts, of which that of the running service is for rows alone", () => {
      const serving = split.told("back-orders-account");
      const migrating = split.told("back-orders-migrations-account");
      assert.equal(serving["PURPOSE"], "serve");
      assert.equal(migrating["PURPOSE"], "migrate");
      assert.notEqual(serving["ACCOUNT"], migrating["ACCOUNT"]);
      assert.deepEqual([serving["SCOPE"], migrating["SCOPE"]], ["orders", "orders"]);
      assert.equal(secret("back-env")["MYSQL_USER"], serving["ACCOUNT"]);
      assert.equal(secret("back-env")["MYSQL_PASSWORD"], passwordNamed("back-orders-password"));
    });

    it("gives the one for tables to the command alone, which ends before the container starts", () => {
      const [container, init] = [pod().containers[0], pod().initContainers?.[0]];
      assert.deepEqual(secretsOf(container), ["back-env"]);
      assert.deepEqual(secretsOf(init), []);
      assert.deepEqual(init?.command, ["node", "main.cjs", "migrate"]);
      assert.equal(init?.image, container?.image);
      const clear = container?.env ?? [];
      assert.deepEqual(init?.env.slice(0, clear.length), clear);
      const own = init?.env.slice(clear.length).map(({ name, value, valueFrom }) => {
        const { name: secret, key } = valueFrom?.secretKeyRef ?? {};
        return [name, value ?? `${secret?.replace(/-[0-9a-f]{7}$/, "")} ${key}`];
      });
      const account = (store: string) => split.told(`back-${store}-migrations-account`)["ACCOUNT"];
      assert.deepEqual(Object.fromEntries(own ?? []), {
        MYSQL_USER: account("orders"),
        MYSQL_PASSWORD: "back-accounts orders-migrations",
        ARCHIVE_MYSQL_USER: account("archive"),
        ARCHIVE_MYSQL_PASSWORD: "back-accounts archive-migrations",
      });
      const password = passwordNamed("back-orders-migrations-password");
      assert.equal(secret("back-accounts")["orders-migrations"], password);
      assert.deepEqual(init?.resources, container?.resources);
      assert.deepEqual(init?.securityContext, container?.securityContext);
    });

    it("rolls the service only once both are made, and keeps both", () => {
      const { dependencies } = split.one("kubernetes:apps/v1:Deployment", "back");
      for (const job of ["back-orders-account", "back-orders-migrations-account"]) {
        const { urn } = split.one("kubernetes:batch/v1:Job", job);
        assert.ok(dependencies.includes(urn), job);
      }
      const kept = split.told("orders-accounts-sweep")["KEEP"]?.split("\n");
      assert.deepEqual(
        kept,
        ["back-orders-account", "back-orders-migrations-account"]
          .map((job) => split.told(job)["ACCOUNT"])
          .sort(),
      );
    });

    it("makes no second account, and no command, where there is none", () => {
      assert.equal(shop.told("back-orders-account")["PURPOSE"], undefined);
      const { spec } = shop.one("kubernetes:apps/v1:Deployment", "back").inputs.spec.template;
      assert.equal(spec.initContainers, undefined);
      assert.notEqual(
        shop.told("back-orders-account")["ACCOUNT"],
        split.told("back-orders-account")["ACCOUNT"],
        "the account that may change tables would stay the service's",
      );
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

  it("fills its volume through the script that a kill cannot leave half done", () => {
    const [shell, , , ...command] = container(shop).command;
    const begin = ["sh", "first-fill.sh", "/var/lib/mysql"];
    assert.deepEqual([shell, ...command.slice(0, 2)], begin);
    const start = script("mysql-start.sh");
    assert.deepEqual(command.slice(2, 2 + start.length), start);
  });

  it("has the files and folders that its start script uses", () => {
    const command = container(shop).command.join(" ");
    assert.ok(command.includes("/var/lib/mysql/"));
    const mounts = container(shop).volumeMounts.map(({ mountPath }) => mountPath);
    assert.ok(mounts.includes("/var/lib/mysql"));
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
