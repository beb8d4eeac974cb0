import assert from "node:assert/strict";
import { RunningService, type Answer } from "./running-service.ts";

const password = "correct horse";
const wrong = "wrong horse";
const statuses = (answers: Answer[]) => answers.map(({ status }) => status);
const here = "192.0.2.1";
const elsewhere = "198.51.100.7";

/** As often as `count`, side by side. */
const times = (count: number, work: (index: number) => Promise<Answer>) =>
  Promise.all(Array.from({ length: count }, (_, index) => work(index)));

function assertLimited({ status, headers }: Answer) {
  assert.equal(status, 429);
  assert.ok(Number(headers.get("retry-after")) > 0);
}

describe("user service under abuse", () => {
  let service: RunningService;
  const start = async (limits: Parameters<typeof RunningService.start>[0]) => {
    service = await RunningService.start(limits);
  };
  afterEach(() => service.stop());

  const logIn = (from: string, email: string, password: string) =>
    service.from(from, "/login", { email, password });

  it("lets a stranger's wrong tries lock nobody out who comes from elsewhere", async () => {
    await start({ LOGIN_FAILURES_PER_ACCOUNT: 5 });
    const { email } = await service.stranger();
    const tries = statuses(await times(12, () => logIn(here, email, wrong)));
    assert.deepEqual(tries.sort(), [...Array(5).fill(401), ...Array(7).fill(429)]);
    assertLimited(await logIn(here, email, password));
    assert.equal((await logIn(elsewhere, email, password)).status, 200);
    assertLimited(await logIn(here, email, password));
  });

  it("takes what a client says of its own address for nothing", async () => {
    await start({ LOGIN_FAILURES_PER_ACCOUNT: 2 });
    const { email } = await service.stranger();
    const tries = await times(6, (index) => logIn(`203.0.113.${index}, ${here}`, email, wrong));
    assert.equal(statuses(tries).filter((status) => status === 401).length, 2);
  });

  it("takes the addresses of one IPv6 network for one client", async () => {
    await start({ LOGIN_FAILURES_PER_ACCOUNT: 2 });
    const { email } = await service.stranger();
    const tries = await times(6, (index) => logIn(`2001:db8:0:1::${index + 1}`, email, wrong));
    assert.equal(statuses(tries).filter((status) => status === 401).length, 2);
    assert.equal((await logIn("2001:db8:0:2::1", email, password)).status, 200);
  });

  it("takes what is no address for one client", async () => {
    await start({ LOGIN_FAILURES_PER_ACCOUNT: 2 });
    const { email } = await service.stranger();
    const tries = await times(6, (index) => logIn(`nowhere-${index}`, email, wrong));
    assert.equal(statuses(tries).filter((status) => status === 401).length, 2);
    assert.equal(statuses(tries).filter((status) => status === 429).length, 4);
  });

  it("stops one client that sprays one password over many accounts, and no other client", async () => {
    await start({ LOGIN_FAILURES_PER_CLIENT: 20 });
    const { email } = await service.stranger();
    const spray = await times(50, (index) => logIn(here, `victim${index}@example.com`, wrong));
    assert.equal(statuses(spray).filter((status) => status === 401).length, 20);
    spray.filter(({ status }) => status !== 401).forEach(assertLimited);
    assertLimited(await logIn(here, email, password));
    assert.equal((await logIn(elsewhere, email, password)).status, 200);
  });

  it("lets a success on one's own account take back nothing but its own try", async () => {
    await start({ LOGIN_FAILURES_PER_CLIENT: 5 });
    const { email } = await service.stranger();
    for (let round = 0; round < 5; round += 1) {
      assert.equal((await logIn(here, `victim${round}@example.com`, wrong)).status, 401);
      if (round < 4) assert.equal((await logIn(here, email, password)).status, 200);
    }
    assertLimited(await logIn(here, email, password));
  });

  it("counts no failure against a client while a store is gone", async () => {
    await start({ LOGIN_FAILURES_PER_ACCOUNT: 3 });
    const { email } = await service.stranger();
    await service.mysqlSwitch.refuse();
    const during = await times(10, () => logIn(here, email, password));
    assert.deepEqual(new Set(statuses(during)), new Set([503]));
    await service.mysqlSwitch.restore();
    await service.until(async () => (await logIn(here, email, password)).status === 200);
  });

  it("limits the successful logins to one account and from one client", async () => {
    await start({ LOGINS_PER_ACCOUNT: 3, LOGINS_PER_CLIENT: 5 });
    const [one, other] = [await service.stranger(), await service.stranger()];
    const first = await times(4, () => logIn(here, one.email, password));
    assert.deepEqual(statuses(first).sort(), [200, 200, 200, 429]);
    assertLimited(await logIn(elsewhere, one.email, password));
    const second = await times(4, () => logIn(here, other.email, password));
    assert.deepEqual(statuses(second).sort(), [200, 200, 429, 429]);
  });

  it("limits the tries to register of one client, with Redis and without", async () => {
    await start({ REGISTRATIONS_PER_CLIENT: 4 });
    const register = (from: string) => (index: number) =>
      service.from(from, "/register", {
        ...{ username: "taken", email: `taken${index}@example.com`, password },
      });
    const tries = await times(7, register(here));
    assert.deepEqual(statuses(tries).sort(), [201, 409, 409, 409, 429, 429, 429]);
    tries.filter(({ status }) => status === 429).forEach(assertLimited);
    assert.equal((await register(elsewhere)(8)).status, 409);
    await service.redisSwitch.refuse();
    await service.until(async () => {
      const { dependencies } = JSON.parse((await service.get("/status")).text);
      return dependencies.redis.up === false;
    });
    const without = await times(7, register("203.0.113.9"));
    assert.deepEqual(statuses(without).sort(), [409, 409, 409, 409, 429, 429, 429]);
  });

  it("ends the oldest session with one more than an account may have", async () => {
    await start({ SESSIONS_PER_ACCOUNT: 3 });
    const { email } = await service.stranger();
    const other = await service.person();
    const tokens: string[] = [];
    for (let count = 0; count < 5; count += 1) {
      tokens.push(String((await service.post("/login", { email, password })).body["token"]));
      await new Promise((done) => setTimeout(done, 3));
    }
    const alive = await Promise.all(tokens.map((token) => service.get("/users/me", token)));
    assert.deepEqual(statuses(alive), [401, 401, 200, 200, 200]);
    assert.equal((await service.get("/users/me", other.token)).status, 200);
  });

  it("keeps a counter of failures for longer than any session, for a full Redis drops it last", async () => {
    await start({});
    const { email, id } = await service.person();
    await logIn(here, email, wrong);
    const expiries = (part: string) =>
      [...service.redis.entries]
        .filter(([key]) => key.includes(part))
        .map(([, one]) => one.expires);
    const sessions = expiries(`sessions:${id}`);
    assert.equal(sessions.length, 1);
    for (const kind of ["failures-on-account-daily", "failures-of-client-daily"]) {
      const counters = expiries(kind);
      assert.ok(counters.length > 0, kind);
      assert.ok(Math.max(...counters) > Math.max(...sessions), kind);
    }
  });
});
