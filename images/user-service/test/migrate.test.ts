import assert from "node:assert/strict";
import { createLogger } from "@slipway/service-kit";
import { bringUpToDate } from "../src/migrate.ts";
import { MysqlDouble } from "./doubles/mysql-double.ts";
import { SqlError } from "./doubles/mysql-wire.ts";
import { Switchable } from "./doubles/switchable.ts";

describe("the command migrate", () => {
  let double: MysqlDouble;
  let network: Switchable;
  let logs: string[];

  beforeEach(async () => {
    double = new MysqlDouble();
    network = new Switchable(double.server);
    logs = [];
    await network.start();
  });
  afterEach(() => network.stop());

  const environment = () => ({
    MYSQL_HOST: "127.0.0.1",
    MYSQL_PORT: String(network.port),
    MYSQL_DATABASE: "user",
    MYSQL_USER: "migrations",
    MYSQL_PASSWORD: "secret",
  });
  const log = () => createLogger("info", { write: (line) => logs.push(line) });
  const run = () => bringUpToDate(environment(), log(), AbortSignal.timeout(10_000));
  const warnings = () => logs.filter((line) => line.includes('"level":"warn"'));

  it("makes the database and its tables on a server that has neither", async () => {
    double.exists = false;
    await run();
    assert.ok(double.exists);
    assert.deepEqual(double.created, ["users"]);
    assert.deepEqual(double.migrations, ["0001-users"]);
  });

  it("runs each migration once when three pods start at once and again later", async () => {
    network.delay = 20;
    await Promise.all([run(), run(), run()]);
    await run();
    assert.deepEqual(double.created, ["users"]);
    assert.deepEqual(double.migrations, ["0001-users"]);
  });

  it("waits for a server that is not there yet, and says so once", async () => {
    await network.refuse();
    const done = run();
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    assert.equal(warnings().length, 1, warnings().join(""));
    assert.deepEqual(double.migrations, []);
    await network.restore();
    await done;
    assert.deepEqual(double.migrations, ["0001-users"]);
  });

  it("does not end while a migration fails, so that no pod serves without it", async () => {
    double.error = new SqlError(1142, "42000", "CREATE command denied to user");
    const ended = bringUpToDate(environment(), log(), AbortSignal.timeout(1_500));
    await assert.rejects(ended, { name: "AbortError" });
    assert.match(warnings().join(""), /CREATE command denied/);
    assert.doesNotMatch(warnings().join(""), /"secret"/);
  });

  it("needs nothing of Redis, and names what it lacks of MySQL", async () => {
    const { MYSQL_PASSWORD: _, ...rest } = environment();
    await assert.rejects(
      bringUpToDate(rest, log()),
      /^EnvironmentError: MYSQL_PASSWORD is not set/,
    );
  });
});
