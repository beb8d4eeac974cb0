import assert from "node:assert/strict";
import { MysqlDouble } from "./doubles/mysql-double.ts";
import { Switchable } from "./doubles/switchable.ts";
import { Mysql } from "../src/mysql.ts";

describe("Mysql", () => {
  const double = new MysqlDouble();
  const network = new Switchable(double.server);
  let mysql: Mysql;

  before(async () => {
    await network.start();
    const account = { host: "127.0.0.1", database: "user", user: "service", password: "secret" };
    mysql = new Mysql({ ...account, port: network.port });
  });
  after(async () => {
    mysql.drop();
    await network.stop();
  });

  const sql = "SELECT id, username, email FROM users WHERE id = ?";
  const reads = (count: number) =>
    Promise.allSettled(
      Array.from({ length: count }, () => mysql.execute(sql, ["x"], AbortSignal.timeout(1_000))),
    );

  it("changes no tables while it serves, for which its account has no right", async () => {
    await mysql.open(AbortSignal.timeout(5_000));
    assert.deepEqual(double.created, []);
    assert.deepEqual(double.migrations, []);
  });

  it("pings on a connection of its own, past a pool that is busy", async () => {
    network.delay = 30;
    await reads(10);
    await mysql.ping(AbortSignal.timeout(1_000));
    const busy = reads(100);
    const first = await Promise.race([
      busy.then(() => "the reads"),
      mysql.ping(AbortSignal.timeout(1_000)).then(() => "the ping"),
    ]);
    assert.equal(first, "the ping");
    await busy;
  });

  it("leaves no dead connection behind in the pool when it drops them", async () => {
    network.delay = 50;
    await reads(10);
    assert.ok(network.connections >= 10);
    network.swallow();
    mysql.drop();
    await network.restore();
    const results = await Promise.race([reads(10), new Promise((done) => setTimeout(done, 1_500))]);
    assert.ok(Array.isArray(results), "a read waits on a dead connection");
    assert.ok(results.every(({ status }) => status === "fulfilled"));
  });
});
