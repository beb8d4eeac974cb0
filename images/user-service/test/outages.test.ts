import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { SqlError } from "./doubles/mysql-wire.ts";
import { RunningService, type Answer } from "./running-service.ts";

/** Milliseconds: no request may take longer, whatever is gone, nor a return be noticed later. */
const patience = 3_500;
const recovery = 5_000;

function assertUnavailable(answer: Answer) {
  assert.equal(answer.status, 503);
  assert.ok(Number(answer.headers.get("retry-after")) > 0);
  assert.ok(answer.milliseconds < patience, `${answer.milliseconds} ms`);
}

describe("user service without a store", () => {
  let service: RunningService;
  const unhandled: unknown[] = [];
  const note = (error: unknown) => unhandled.push(error);

  before(async () => {
    process.on("unhandledRejection", note);
    service = await RunningService.start();
  });
  after(async () => {
    await service.stop();
    process.off("unhandledRejection", note);
    assert.deepEqual(unhandled, []);
  });

  const isUp = (dependency: string) => async () => {
    const { dependencies } = JSON.parse((await service.get("/status")).text);
    return dependencies[dependency].up === true;
  };

  for (const way of ["refuse", "swallow"] as const) {
    describe(`when Redis's address begins to ${way}`, () => {
      it("reads profiles from MySQL, registers, answers 503 to what needs a session, and comes back", async () => {
        const { id, username, email, password, token } = await service.person();
        await service.redisSwitch[way]();
        const reads = await Promise.all(
          Array.from({ length: 50 }, () => service.get(`/users/${id}`)),
        );
        for (const read of reads) {
          assert.deepEqual([read.status, read.body], [200, { id, username }]);
          assert.ok(read.milliseconds < patience, `${read.milliseconds} ms`);
        }
        const name = `without-redis-${way}`;
        const person = { username: name, email: `${name}@example.com`, password };
        assert.equal((await service.post("/register", person)).status, 201);
        assertUnavailable(await service.get("/users/me", token));
        assertUnavailable(await service.post("/login", { email, password }));
        assertUnavailable(await service.post("/logout", undefined, token));
        assert.equal((await service.get("/readyz")).status, 200);
        assert.equal((await service.get("/healthz")).status, 200);
        assert.equal(await isUp("redis")(), false);
        assert.match((await service.get("/metrics")).text, /dependency_up\{dependency="redis"\} 0/);

        await service.redisSwitch.restore();
        const back = async () => (await service.get("/users/me", token)).status === 200;
        await service.until(back, recovery);
      });
    });

    describe(`when MySQL's address begins to ${way}`, () => {
      it("answers what is cached, 503 to the rest, and comes back", async () => {
        const cached = await service.person();
        const uncached = await service.stranger();
        // A full pool, so that every connection in it becomes a dead one.
        await Promise.all(Array.from({ length: 30 }, () => service.get(`/users/${randomUUID()}`)));
        assert.ok(service.mysqlSwitch.connections >= 10);

        await service.mysqlSwitch[way]();
        const [rest, hits] = await Promise.all([
          Promise.all(Array.from({ length: 50 }, () => service.get(`/users/${uncached.id}`))),
          Promise.all(Array.from({ length: 10 }, () => service.get(`/users/${cached.id}`))),
        ]);
        rest.forEach(assertUnavailable);
        hits.forEach(({ status }) => assert.equal(status, 200));
        const { email, password, token } = cached;
        assert.equal((await service.get("/users/me", token)).status, 200);
        assertUnavailable(await service.post("/login", { email, password }));
        const late = { username: "late", email: "late@example.com", password };
        assertUnavailable(await service.post("/register", late));
        assert.equal((await service.get("/readyz")).status, 200);
        const quick = await service.get(`/users/${uncached.id}`);
        assert.ok(quick.milliseconds < patience / 5, "while it is known to be gone nobody waits");

        await service.mysqlSwitch.restore();
        const back = async () => (await service.get(`/users/${uncached.id}`)).status === 200;
        await service.until(back, recovery);
        const dead = await Promise.all(
          Array.from({ length: 30 }, () => service.post("/login", { email, password: "wrong" })),
        );
        assert.ok(dead.every(({ status }) => status === 401 || status === 429));
      });
    });
  }

  const serverSide: [error: SqlError, what: string][] = [
    [new SqlError(1053, "08S01", "Server shutdown in progress"), "shuts down"],
    [new SqlError(1040, "08004", "Too many connections"), "is full"],
    [new SqlError(1290, "HY000", "running with the --read-only option"), "is read-only"],
    [new SqlError(1045, "28000", "Access denied"), "does not know the account yet"],
    [new SqlError(1142, "42000", "SELECT command denied"), "has not given the account its rights"],
    [
      new SqlError(1203, "42000", "max_user_connections"),
      "lets the account have no more connections",
    ],
    [new SqlError(1226, "42000", "max_questions"), "lets the account ask no more"],
  ];
  for (const [error, what] of serverSide) {
    it(`answers 503 while MySQL ${what}`, async () => {
      const { email, password } = await service.person();
      service.mysql.error = error;
      assertUnavailable(await service.post("/login", { email, password }));
      service.mysql.error = undefined;
      await service.until(isUp("mysql"), recovery);
    });
  }

  it("reads profiles from MySQL while Redis refuses to be asked, as a proxy before it does", async () => {
    const { id, username } = await service.stranger();
    service.redis.error = "ERR Connection refused";
    const read = await service.get(`/users/${id}`);
    service.redis.error = undefined;
    assert.deepEqual([read.status, read.body], [200, { id, username }]);
  });
});

describe("user service with a slow MySQL", () => {
  let service: RunningService;
  before(async () => {
    service = await RunningService.start();
  });
  after(() => service.stop());
  beforeEach(() => void (service.logs.length = 0));
  afterEach(async () => {
    service.mysqlSwitch.delay = 0;
    service.mysql.stuckOn = undefined;
    const lost = service.logs.filter((line) => line.includes("dependency lost"));
    assert.deepEqual(lost, []);
  });

  /** How many were answered with each status. Nobody shares a read with another: each asks for a user of their own. */
  async function reads(count: number) {
    const answers = await Promise.all(
      Array.from({ length: count }, () => service.get(`/users/${randomUUID()}`)),
    );
    const of = (wanted: number) => answers.filter(({ status }) => status === wanted);
    return { served: of(404), refused: of(503), others: count - of(404).length - of(503).length };
  }

  it("serves 350 reads at once at 80 ms a statement", async () => {
    service.mysqlSwitch.delay = 80;
    const { served } = await reads(350);
    assert.equal(served.length, 350);
  });

  it("serves what fits into its queue, and refuses the rest with Retry-After before that is done", async () => {
    service.mysqlSwitch.delay = 40;
    const { served, refused, others } = await reads(900);
    assert.equal(others, 0);
    assert.ok(served.length >= 510, `${served.length} served, of 10 at a time and 500 that wait`);
    assert.ok(refused.length > 100, `${refused.length} refused`);
    assert.ok(refused.every(({ headers }) => Number(headers.get("retry-after")) > 0));
    const last = Math.max(...served.map(({ milliseconds }) => milliseconds));
    assert.ok(refused.every(({ milliseconds }) => milliseconds < last));
  });

  it("answers 503 to the one call that takes too long, and breaks no other's connection", async () => {
    const { id } = await service.stranger();
    await reads(30);
    const before = service.mysqlSwitch.connections;
    service.mysql.stuckOn = id;
    const stuck = service.get(`/users/${id}`);
    for (let turn = 0; turn < 8; turn += 1) {
      assert.equal((await reads(9)).served.length, 9);
      await sleep(300);
    }
    assertUnavailable(await stuck);
    assert.equal((await reads(30)).served.length, 30);
    assert.ok(service.mysqlSwitch.connections <= before + 1, "more than its own connection is new");
  });
});

describe("user service at its start", () => {
  it("is alive but not ready until each store was there once, in any order", async () => {
    const service = new RunningService();
    await service.mysqlSwitch.start();
    await service.redisSwitch.start();
    await service.mysqlSwitch.refuse();
    service.redisSwitch.swallow();
    const stop = await service.replica((url) => service.reach(url));
    const statusOf = async (path: string) => (await service.get(path)).status;
    assert.deepEqual([await statusOf("/healthz"), await statusOf("/readyz")], [200, 503]);
    await service.mysqlSwitch.restore();
    await service.until(async () => service.logs.some((line) => /"mysql".*reached"/.test(line)));
    assert.equal(await statusOf("/readyz"), 503);
    await service.redisSwitch.restore();
    await service.until(async () => (await statusOf("/readyz")) === 200);
    await stop();
    await service.stop();
  });
});
