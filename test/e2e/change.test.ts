import * as assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { call } from "./api";
import { kubectl, type Pod, pods, secretEnv } from "./cluster";
import { devStack } from "./dev";
import { type Outcome, steadyLoad } from "./load";
import { type Person, person } from "./person";
import { record, timed } from "./stages";

const source = path.resolve(__dirname, "../../images/user-service/src/main.ts");

/** Makes a change while requests come in. @returns the pods before and after it, and how the requests fared. */
async function underLoad(someone: Person, change: () => Promise<unknown>) {
  const load = steadyLoad([
    { method: "GET", path: `/users/${someone.id}`, expected: 200 },
    { method: "GET", path: "/users/me", options: { token: someone.token }, expected: 200 },
    // Past the cache: it takes a connection to MySQL.
    { method: "GET", path: "/users/00000000-0000-4000-8000-000000000000", expected: 404 },
    // From another service, whose open connections may lead to a pod that drains.
    { method: "GET", path: "/bookings", options: { token: someone.token }, expected: 200 },
  ]);
  const before = await pods();
  let outcome: Outcome | undefined;
  try {
    await change();
  } finally {
    outcome = await load.stop();
  }
  return { before, after: await pods(), outcome };
}

function assertOnlyUserRolled(before: Pod[], after: Pod[]): void {
  const uids = (list: Pod[], user: boolean) =>
    list
      .filter(({ app }) => (app === "user") === user)
      .map(({ uid }) => uid)
      .sort();
  assert.deepEqual(uids(after, false), uids(before, false));
  const kept = uids(after, true).filter((uid) => uids(before, true).includes(uid));
  assert.deepEqual(kept, []);
}

function assertUndisturbed({ requests, failures }: Outcome): void {
  assert.ok(requests > 50);
  assert.deepEqual(failures, []);
}

describe("a change", () => {
  let someone: Person;

  before(async () => {
    someone = await person();
  });

  it("of the service's source rebuilds and rolls it alone, without a failed request", async () => {
    const original = readFileSync(source, "utf8");
    const { before, after, outcome } = await underLoad(someone, async () => {
      writeFileSync(source, `${original}process.title = "edited";\n`);
      try {
        await timed("up after an edit of the service", () =>
          devStack().ask("up", "--yes", "--skip-preview"),
        );
      } finally {
        writeFileSync(source, original);
      }
    });
    record("requests while the edit rolled out", `${outcome.requests}`);
    assertOnlyUserRolled(before, after);
    assertUndisturbed(outcome);
  });

  it("of nothing but passwords rolls who uses them alone, without a failed request", async () => {
    // Back to the source as it stands, so that the passwords are all that changes.
    await devStack().ask("up", "--yes", "--skip-preview");
    const old = await secretEnv("deployment/user");
    const { before, after, outcome } = await underLoad(someone, async () => {
      const passwords = ["**user-mysql-for-user-password", "**user-redis-for-user-password"];
      await timed("up after a change of two passwords", () =>
        devStack().ask(
          ...["up", "--yes", "--skip-preview"],
          ...passwords.flatMap((password) => ["--replace", password]),
        ),
      );
    });
    const now = await secretEnv("deployment/user");
    for (const name of ["MYSQL_PASSWORD", "REDIS_PASSWORD"]) {
      assert.notEqual(now[name], old[name], name);
    }
    assertOnlyUserRolled(before, after);
    assertUndisturbed(outcome);

    const accounts = await kubectl(
      [
        "exec",
        "--stdin",
        "mysql-for-user-0",
        "--",
        "sh",
        "-c",
        `MYSQL_PWD="$MYSQL_ROOT_PASSWORD" mysql --user=root`,
      ],
      "SELECT user FROM mysql.user;",
    );
    assert.ok(accounts.includes(now["MYSQL_USER"] ?? "none"));
    assert.ok(!accounts.includes(old["MYSQL_USER"] ?? "none"), "the old account must be gone");
  });

  it("of a store's version keeps what the store holds", async () => {
    const up = () => devStack().ask("up", "--yes", "--skip-preview");
    const version = () => kubectl(["exec", "redis-for-user-0", "--", "redis-server", "--version"]);
    await devStack().prepare({
      "slipway:stores": { "redis-for-user": { image: "redis:8.0.2" } },
    });
    await up();
    assert.match(await version(), /v=8\.0\.2 /);
    const early = await person();
    await devStack().prepare();
    await timed("up after a change of Redis's version", up);
    assert.match(await version(), /v=8\.0\.6 /);
    assert.equal((await call("GET", "/users/me", { token: early.token })).status, 200);
  });

  it("was none to the data", async () => {
    assert.equal((await call("GET", "/users/me", { token: someone.token })).status, 200);
  });
});
