import * as assert from "node:assert/strict";
import { type Answer, call } from "./api";
import { eventually, kubectl, pods } from "./cluster";
import { logIn, type Person, person } from "./person";
import { median, timed } from "./stages";

/** The fields that an error names. */
function fields(answer: Answer): string[] {
  const { error } = answer.body as { error: { fields?: { field: string }[] } };
  return (error.fields ?? []).map(({ field }) => field).sort();
}

describe("the users system", () => {
  let someone: Person;

  before(async () => {
    someone = await timed("register and log in", person);
  });

  it("knows who a token belongs to, and shows others no more than the public profile", async () => {
    const me = await call("GET", "/users/me", { token: someone.token });
    assert.equal(me.status, 200);
    assert.equal(me.body?.["email"], someone.email);
    const profile = await call("GET", `/users/${someone.id}`);
    assert.equal(profile.status, 200);
    assert.equal(profile.body?.["username"], someone.username);
    assert.ok(!profile.text.includes(someone.email));
  });

  it("logs out: the token is worth nothing then, on every replica", async () => {
    const token = await logIn(someone.email, someone.password);
    assert.equal((await call("POST", "/logout", { token })).status, 204);
    for (let i = 0; i < 9; i++) {
      assert.equal((await call("GET", "/users/me", { token })).status, 401);
    }
  });

  it("sets a forgotten password anew, once, with a token that an operator makes", async () => {
    const { email, token: before } = await person();
    const command = ["exec", "deployment/user", "--", "node", "main.cjs", "reset-password", email];
    const [token] = (await kubectl(command)).trim().split("\n").slice(-1);
    const body = { token, password: "another one than before" };
    assert.equal((await call("POST", "/password-resets", { body })).status, 204);
    assert.equal((await call("POST", "/password-resets", { body })).status, 400);
    assert.equal((await call("GET", "/users/me", { token: before })).status, 401);
    await logIn(email, body.password);
  });

  it("takes a name and an address once", async () => {
    const { username, email, password } = someone;
    const twice = await call("POST", "/register", {
      body: { username, email: `other-${email}`, password },
    });
    assert.equal(twice.status, 409);
    assert.deepEqual(fields(twice), ["username"]);
    const again = await call("POST", "/register", {
      body: { username: `${username}-2`, email: email.toUpperCase(), password },
    });
    assert.equal(again.status, 409);
    assert.deepEqual(fields(again), ["email"]);
  });

  it("runs from an image without a build tool or a package that only builds", async () => {
    const look =
      "ls -d /app/* /app/node_modules/*/*; command -v npm npx tsc esbuild gcc cc make git || true";
    const found = await kubectl(["exec", "deployment/user", "--", "sh", "-c", look]);
    assert.deepEqual(found.trim().split("\n"), [
      "/app/main.cjs",
      "/app/main.cjs.map",
      "/app/node_modules",
      "/app/node_modules/@node-rs/argon2",
      "/app/node_modules/@node-rs/argon2-linux-x64-gnu",
    ]);
  });

  it("gives a wrong password and an unknown user the same answer, after the same work", async () => {
    const durations = { wrong: [] as number[], unknown: [] as number[] };
    const answers: string[] = [];
    for (let round = 0; round < 5; round++) {
      const victim = await person();
      const emails = { wrong: victim.email, unknown: `nobody-${victim.email}` };
      for (const kind of ["wrong", "unknown", "unknown", "wrong", "wrong", "unknown"] as const) {
        const start = process.hrtime.bigint();
        const body = { email: emails[kind], password: "not the one" };
        const answer = await call("POST", "/login", { body });
        durations[kind].push(Number(process.hrtime.bigint() - start));
        assert.equal(answer.status, 401);
        answers.push(JSON.stringify(answer.body?.["error"]));
      }
    }
    assert.equal(new Set(answers).size, 1);
    const ratio = median(durations.wrong) / median(durations.unknown);
    assert.ok(ratio > 0.4 && ratio < 2.5, `a wrong password takes ${ratio} times as long`);
  });

  it("stops guessing at an account with 429 and says when to come back", async () => {
    const victim = await person();
    const guesses: Answer[] = [];
    for (let i = 0; i < 15; i++) {
      guesses.push(
        await call("POST", "/login", { body: { email: victim.email, password: `guess ${i}` } }),
      );
    }
    const last = guesses.at(-1);
    assert.equal(last?.status, 429);
    assert.ok(Number(last.headers["retry-after"]) > 0);
    const right = await call("POST", "/login", {
      body: { email: victim.email, password: victim.password },
    });
    assert.equal(right.status, 429, "the right password must not end the wait");
  });

  it("names every bad field in one 400", async () => {
    const answer = await call("POST", "/register", {
      body: { username: "", email: "nobody", password: 7 },
    });
    assert.equal(answer.status, 400);
    assert.deepEqual(fields(answer), ["email", "password", "username"]);
  });

  const sql = "x' OR '1'='1'; DROP TABLE users; -- ";
  const long = "x".repeat(10_000);
  const bad: [string, string, string, Parameters<typeof call>[2], number, string[]][] = [
    ["malformed JSON", "POST", "/register", { body: '{"username": ' }, 400, ["body"]],
    ["a 1 MB body", "POST", "/register", { body: JSON.stringify("x".repeat(1e6)) }, 413, ["body"]],
    [
      "a wrong content type",
      "POST",
      "/login",
      { body: "email=a", headers: { "content-type": "text/xml" } },
      415,
      ["content-type"],
    ],
    [
      "SQL in every field",
      "POST",
      "/register",
      { body: { username: sql, email: sql, password: sql } },
      400,
      ["email", "username"],
    ],
    [
      "over-long fields",
      "POST",
      "/register",
      { body: { username: long, email: `${long}@example.org`, password: "long enough" } },
      413,
      ["body"],
    ],
    [
      "over-long names",
      "POST",
      "/register",
      { body: { username: "x".repeat(500), email: "a@example.org", password: "long enough" } },
      400,
      ["username"],
    ],
    ["SQL for an id", "GET", `/users/${encodeURIComponent("1 OR 1=1")}`, {}, 400, ["id"]],
    [
      "a lot of SQL for an id",
      "GET",
      `/users/${encodeURIComponent("' UNION ALL SELECT password_hash FROM users -- ".repeat(9))}`,
      {},
      400,
      ["id"],
    ],
    [
      "SQL for an address to log in with",
      "POST",
      "/login",
      { body: { email: "' OR 1=1 -- ", password: "' OR 1=1 -- " } },
      400,
      ["email"],
    ],
  ];
  for (const [what, method, path, options, status, named] of bad) {
    it(`answers ${what} with ${status} and names ${named.join(" and ")}`, async () => {
      const answer = await call(method, path, options);
      assert.equal(answer.status, status, answer.text);
      assert.deepEqual(fields(answer), named);
    });
  }

  it("takes or refuses names of any script, and never fails over one", async () => {
    for (const username of ["Zoë Ångström", "名前", "🙂🙂🙂", "a\u0000b", "\ud800", "٣٣٣"]) {
      const email = `n${Math.random().toString(36).slice(2)}@example.org`;
      const answer = await call("POST", "/register", {
        body: { username, email, password: "correct horse" },
      });
      assert.ok([201, 400, 409].includes(answer.status), `${username}: ${answer.text}`);
      if (answer.status !== 201) assert.deepEqual(fields(answer), ["username"]);
    }
  });

  it("allows the configured site to read its answers, and no other", async () => {
    const from = async (origin: string) =>
      (await call("GET", `/users/${someone.id}`, { headers: { origin } })).headers[
        "access-control-allow-origin"
      ];
    assert.equal(await from("http://www.slipway.localhost"), "http://www.slipway.localhost");
    assert.equal(await from("http://www.example.org"), undefined);
  });

  it("keeps what is for the cluster inside it", async () => {
    for (const path of ["/metrics", "/status", "/healthz", "/readyz"]) {
      const answer = await call("GET", path);
      assert.equal(answer.status, 404);
      assert.equal(answer.body, undefined, "the ingress itself must answer, not the service");
    }
  });

  it("logs each request with its id, and nothing that is secret", async () => {
    const id = `e2e-${Date.now()}`;
    await call("GET", `/users/${someone.id}`, { headers: { "x-request-id": id } });
    const logs = () => kubectl(["logs", "--selector=app.kubernetes.io/name=user", "--tail=-1"]);
    await eventually("the request's id in a log", 10, async () => (await logs()).includes(id));
    const all = await logs();
    for (const line of all.trim().split("\n")) assert.doesNotThrow(() => JSON.parse(line), line);
    assert.ok(!all.includes(someone.password));
    assert.ok(!all.includes(someone.token));
    assert.ok(!all.includes("correct horse"));
  });

  it("has not restarted for any of it", async () => {
    const restarted = (await pods("user")).filter(({ restarts }) => restarts > 0);
    assert.deepEqual(restarted, []);
  });
});
