import assert from "node:assert/strict";
import { MySql } from "../../components/mysql";
import { Service } from "../../components/service";
import { openedText, targetsText } from "../../scripts/open/show";
import { type Opened, type Target, targetsIn } from "../../scripts/open/target";
import { anyImage, deployApp, type Deployed, deployDev } from "../deploy";

/** A stack's objects as the API server would give them. */
function objectsOf({ resources }: Deployed): Opened[] {
  return resources.flatMap(({ type, inputs }) => {
    const [, kind = ""] = /^kubernetes:.*:(Service|Deployment|StatefulSet)$/.exec(type) ?? [];
    return kind === "" ? [] : [{ ...(inputs as Omit<Opened, "kind">), kind }];
  });
}

function named(targets: readonly Target[], name: string): Target {
  return targets.find((target) => target.name === name) ?? assert.fail(name);
}

describe("what npm run open can open", () => {
  let dev: Deployed;
  let targets: Target[];
  before(async () => {
    dev = await deployDev();
    targets = targetsIn(objectsOf(dev));
  });

  it("is every service and store once, by its name in the program", () => {
    assert.deepEqual(
      targets.map(({ name, kind }) => `${name}: ${kind}`),
      [
        "amqp-broker: RabbitMQ's page",
        "bookings-db: MongoDB",
        "bookingservice: service",
        "events-db: MongoDB",
        "eventservice: service",
        "frontend: service",
        "hello: service",
        "mysql-for-user: MySQL",
        "redis-for-user: Redis",
        "user: service",
      ],
    );
  });

  it("is led to by its Service, a store whose pods have each an address by theirs", () => {
    const way = (name: string) => [named(targets, name).to, named(targets, name).port];
    assert.deepEqual(way("user"), ["service/user", 10086]);
    assert.deepEqual(way("mysql-for-user"), ["service/mysql-for-user", 3306]);
    assert.deepEqual(way("events-db"), ["service/events-db-headless", 27017]);
    assert.deepEqual(way("amqp-broker"), ["service/amqp-broker", 15672]);
  });

  it("has its administrator where the program keeps him", () => {
    for (const { name, account } of targets.filter(({ kind }) => kind !== "service")) {
      const { stringData } = dev.one("kubernetes:core/v1:Secret", account?.secret ?? "").inputs;
      const keys = Object.keys(stringData).filter((key) => account?.password.test(key));
      assert.equal(keys.length, 1, name);
    }
    const { user } = named(targets, "amqp-broker").account ?? assert.fail();
    const { env = [] } =
      dev.one("kubernetes:apps/v1:StatefulSet", "amqp-broker").inputs.spec.template.spec
        .containers[0] ?? {};
    const configured = env.find(({ name }) => name === "RABBITMQ_DEFAULT_USER")?.value;
    assert.deepEqual(user, { name: configured });
  });

  it("is one of several members of a MongoDB, which may not be the one that writes", async () => {
    const notes = async (replicas: number) => {
      const stack = await deployDev({ stores: { "events-db": { replicas } } });
      return named(targetsIn(objectsOf(stack)), "events-db").notes.join();
    };
    assert.match(await notes(3), /^one of 3 members: .*isWritablePrimary/);
    assert.equal(await notes(1), "");
  });

  it("is an admin page too, by the account that its edge has made", async () => {
    const stack = await deployApp((app) => {
      const orders = new MySql("orders", { app, database: "shop" });
      const common = { app, port: 8080, uses: [orders] };
      new Service("adminer", { ...common, image: "adminer:5.4.1" });
      new Service("shop", { ...common, image: anyImage });
    });
    const all = targetsIn(objectsOf(stack));
    assert.equal(named(all, "shop").account, undefined);
    const { kind, account, notes } = named(all, "adminer");
    assert.equal(kind, "admin page");
    assert.deepEqual(notes, ["system MySQL, server orders, database shop"]);
    const [secret] = stack
      .all("kubernetes:core/v1:Secret")
      .filter(({ name }) => account?.secret.startsWith(name));
    const keys = Object.keys(secret?.inputs.stringData ?? {});
    const user = account !== undefined && "key" in account.user ? account.user.key : /^$/;
    assert.equal(keys.filter((key) => user.test(key)).length, 1);
    assert.equal(keys.filter((key) => account?.password.test(key)).length, 1);
  });

  it("is told with what is to be typed or opened, and the password where it was asked for", () => {
    const text = (name: string, port: number, password?: string) => {
      const target = named(targets, name);
      const place = target.account?.user;
      const user = place !== undefined && "name" in place ? place.name : "";
      return openedText(target, port, target.account && { user, password });
    };
    assert.equal(
      text("amqp-broker", 15672),
      [
        "amqp-broker (RabbitMQ's page) is open until ctrl-C:",
        "  page      http://127.0.0.1:15672/",
        "  user      admin",
        "  password  printed with --print-password",
      ].join("\n"),
    );
    assert.match(text("amqp-broker", 15672, "s3cret"), /^ {2}password {2}s3cret$/m);
    assert.match(
      text("mysql-for-user", 40001),
      /^ {2}address {3}127\.0\.0\.1:40001\n {2}client {4}mysql -h 127\.0\.0\.1 -P 40001 -u root -p\n/m,
    );
    assert.match(
      text("redis-for-user", 6379),
      /client +redis-cli -h 127\.0\.0\.1 -p 6379 --user default --askpass$/m,
    );
    assert.match(
      text("events-db", 27018),
      /client +mongosh 'mongodb:\/\/root@127\.0\.0\.1:27018\/\?authSource=admin&directConnection=true'$/m,
    );
    assert.match(
      text("user", 10086),
      /^ {2}page +http:\/\/127\.0\.0\.1:10086\/\n {2}account +its/m,
    );
  });

  it("is listed beside the stores that others run", () => {
    const some = targets.filter(({ name }) => name === "user" || name === "redis-for-user");
    assert.equal(
      targetsText(some, { "mysql-for-user": "db.example.com:3306" }),
      [
        "  redis-for-user  Redis",
        "  user            service",
        "  mysql-for-user  outside of the cluster: db.example.com:3306",
      ].join("\n"),
    );
  });
});
