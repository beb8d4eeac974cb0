import * as assert from "node:assert/strict";
import { type Answer, call } from "./api";
import { eventually, kubectl, type Pod, pods } from "./cluster";
import { logIn, type Person, person, stranger } from "./person";
import { record, timed } from "./stages";

/** So many that each of the three replicas gets some. */
const requests = 12;

/** The ids of the requests that were sent together. */
const sentTogether: string[][] = [];

async function several(method: string, path: string, options?: Parameters<typeof call>[2]) {
  const sending = Array.from({ length: requests }, () => call(method, path, options));
  const answers = await Promise.all(sending);
  sentTogether.push(answers.map(({ headers }) => String(headers["x-request-id"])));
  return answers;
}

function assertUnavailable(answers: Answer[]): void {
  for (const answer of answers) {
    assert.equal(answer.status, 503, answer.text);
    assert.ok(Number(answer.headers["retry-after"]) > 0);
    assert.ok(answer.body?.["error"], "the service itself must say so, not the ingress");
  }
}

function assertAll(answers: Answer[], status: number): void {
  for (const answer of answers) assert.equal(answer.status, status, answer.text);
}

async function scale(store: string, replicas: number): Promise<void> {
  await kubectl(["scale", `statefulset/${store}`, `--replicas=${replicas}`]);
  await eventually(`${store} has ${replicas} pods that serve`, 120, async () => {
    const found = await pods(store);
    return found.length === replicas && found.every(({ ready }) => ready);
  });
  if (replicas === 0) await kubectl(["wait", "--for=delete", `pod/${store}-0`, "--timeout=120s"]);
}

async function kill(store: string): Promise<void> {
  const [before] = await pods(store);
  await kubectl(["delete", "pod", `${store}-0`, "--grace-period=0", "--force"]);
  await eventually(`a new pod of ${store} serves`, 120, async () => {
    const [now] = await pods(store);
    return now !== undefined && now.uid !== before?.uid && now.ready;
  });
}

/** How long after the store is ready again the service needs it no more than five seconds to serve. */
async function servesAgain(what: string, works: () => Promise<boolean>): Promise<void> {
  const start = Date.now();
  await eventually(`${what} works again`, 5, works);
  record(`${what} again after the store's return`, `${((Date.now() - start) / 1000).toFixed(1)} s`);
}

/** A profile that nobody has is in no cache: only MySQL can say so. */
async function everyReplicaReachesMySql(): Promise<boolean> {
  const answers = await several("GET", "/users/00000000-0000-4000-8000-000000000000");
  return answers.every(({ status }) => status === 404);
}

describe("a store that is gone", () => {
  let someone: Person;
  let replicas: Pod[];

  before(async () => {
    someone = await person();
    replicas = await pods("user");
  });

  afterEach("no pod of the service was restarted, replaced or taken out of rotation", async () => {
    assert.deepEqual(await pods("user"), replicas);
  });

  afterEach("every replica has answered some of each", async () => {
    for (const { name } of replicas) {
      const log = await kubectl(["logs", name]);
      for (const ids of sentTogether)
        assert.ok(
          ids.some((id) => log.includes(id)),
          name,
        );
    }
  });

  it("Redis: profiles are read from MySQL, sessions answer 503, and both are whole after it", async () => {
    await timed("Redis gone and back", async () => {
      await scale("redis-for-user", 0);
      assertAll(await several("GET", `/users/${someone.id}`), 200);
      assertUnavailable(await several("GET", "/users/me", { token: someone.token }));
      assertUnavailable(
        await several("POST", "/login", {
          body: { email: someone.email, password: someone.password },
        }),
      );
      await scale("redis-for-user", 1);
      await servesAgain("a session", async () => {
        const answers = await several("GET", "/users/me", { token: someone.token });
        return answers.every(({ status }) => status === 200);
      });
    });
  });

  it("MySQL: what is cached is read, the rest answers 503, and the data is there after it", async () => {
    await timed("MySQL gone and back", async () => {
      const uncached = await stranger();
      assertAll(await several("GET", `/users/${someone.id}`), 200);
      await scale("mysql-for-user", 0);
      assertAll(await several("GET", `/users/${someone.id}`), 200);
      assertUnavailable(await several("GET", `/users/${uncached.id}`));
      const { email, password } = someone;
      assertUnavailable(await several("POST", "/login", { body: { email, password } }));
      const body = { username: "late", email: "late@example.org", password };
      assertUnavailable(await several("POST", "/register", { body }));
      await scale("mysql-for-user", 1);
      await servesAgain("MySQL", everyReplicaReachesMySql);
      assertAll(await several("GET", `/users/${uncached.id}`), 200);
      await logIn(email, password);
    });
  });

  it("killed without warning, either loses nothing", async () => {
    await timed("Redis and MySQL killed", async () => {
      await kill("redis-for-user");
      await servesAgain("a session, Redis killed,", async () => {
        const answers = await several("GET", "/users/me", { token: someone.token });
        return answers.every(({ status }) => status === 200);
      });
      await kill("mysql-for-user");
      await servesAgain("MySQL, killed,", everyReplicaReachesMySql);
      await logIn(someone.email, someone.password);
    });
  });
});
