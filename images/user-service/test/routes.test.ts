import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { RunningService, type Answer } from "./running-service.ts";

const password = "correct horse";
const unknownId = "00000000-0000-4000-8000-000000000000";
const fields = ({ body }: Answer) => (body.error?.fields ?? []).map(({ field }) => field).sort();

describe("user service", () => {
  let service: RunningService;

  before(async () => {
    service = await RunningService.start();
  });
  after(() => service.stop());

  describe("POST /register", () => {
    it("answers 201 with id, username and e-mail, and keeps an Argon2id hash alone", async () => {
      const email = "Ada@Example.com";
      const { status, body } = await service.post("/register", {
        username: "ada",
        email,
        password,
      });
      assert.equal(status, 201);
      assert.deepEqual(Object.keys(body), ["id", "username", "email"]);
      assert.deepEqual([body["username"], body["email"]], ["ada", email]);
      const row = service.mysql.users.find(({ id }) => id === body["id"]);
      assert.match(row?.password_hash ?? "", /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    });

    it("answers 409 and names each field that is taken, whatever its case and accents", async () => {
      const first = { username: "José", email: "jose@example.com", password };
      assert.equal((await service.post("/register", first)).status, 201);
      const again = async (username: string, email: string) => {
        const answer = await service.post("/register", { username, email, password });
        assert.equal(answer.status, 409);
        return fields(answer);
      };
      assert.deepEqual(await again("JOSE", "other@example.com"), ["username"]);
      assert.deepEqual(await again("other", "JOSE@example.com"), ["email"]);
      assert.deepEqual(await again("jose\u0301", "jose@EXAMPLE.com"), ["email", "username"]);
    });

    it("lets one of many at the same time have the name", async () => {
      const tries = Array.from({ length: 8 }, (_, i) =>
        service.post("/register", { username: "wanted", email: `w${i}@example.com`, password }),
      );
      const statuses = (await Promise.all(tries)).map(({ status }) => status).sort();
      assert.deepEqual(statuses, [201, ...Array.from({ length: 7 }, () => 409)]);
    });

    it("names all bad fields in one 400", async () => {
      const answer = await service.post("/register", { username: "a", email: "b", admin: true });
      assert.equal(answer.status, 400);
      assert.deepEqual(fields(answer), ["admin", "email", "password", "username"]);
    });

    const sql = "'; DROP TABLE users; -- ";
    const good = { username: "someone", email: "someone@example.com", password };
    const bad: [what: string, field: keyof typeof good, value: unknown][] = [
      ["SQL", "username", sql],
      ["SQL", "email", sql],
      ["10,000 characters", "username", "a".repeat(10_000)],
      ["10,000 characters", "email", `${"a".repeat(10_000)}@example.com`],
      ["10,000 characters", "password", "a".repeat(10_000)],
      ["an emoji", "username", "rocket🚀"],
      ["an emoji", "email", "🚀@example.com"],
      ["a NUL", "username", "abc\0"],
      ["a NUL", "password", "correct\0horse"],
      ["a lone surrogate", "username", "abc\ud800"],
      ["a lone surrogate", "password", "correct\ud800horse"],
      ["a blank", "username", "two words"],
      ["an invisible character", "username", "ad\u200ba"],
      ["a Cyrillic letter among Latin ones", "username", "\u0430dmin"],
      ["a number", "username", 12345],
      ["null", "email", null],
      ["a list", "password", [password]],
    ];
    for (const [what, field, value] of bad) {
      it(`answers ${what} in ${field} with a 400 that names it`, async () => {
        const answer = await service.post("/register", { ...good, [field]: value });
        assert.equal(answer.status, 400);
        assert.deepEqual(fields(answer), [field]);
      });
    }

    it("takes names in other scripts, in one form however they were typed", async () => {
      for (const [username, stored] of [
        ["日本語", "日本語"],
        ["u\u0308mit", "ümit"],
      ]) {
        const email = `${encodeURIComponent(String(username))}@example.com`;
        const { status, body } = await service.post("/register", { username, email, password });
        assert.deepEqual([status, body["username"]], [201, stored]);
      }
    });

    it("takes SQL in a password as a password", async () => {
      const person = { email: "sql@example.com", password: sql };
      assert.equal((await service.post("/register", { username: "sql", ...person })).status, 201);
      assert.equal((await service.post("/login", person)).status, 200);
    });
  });

  describe("POST /login", () => {
    it("answers with a token and its lifetime, of which Redis holds a hash that ends with it", async () => {
      const { token, id } = await service.person();
      assert.match(token, /^[\w-]{64}$/);
      const hash = createHash("sha256").update(token).digest("base64url");
      const sessions = service.redis.entries.get(`user:sessions:${id}`);
      const ends = sessions?.scores?.get(hash);
      const { email } = await service.person();
      const { body } = await service.post("/login", { email: email.toUpperCase(), password });
      for (const end of [ends, sessions?.expires]) {
        const left = ((end ?? 0) - Date.now()) / 1_000;
        assert.ok(Math.abs(left - Number(body["expiresIn"])) < 60);
      }
      assert.ok(![...service.redis.entries.keys()].join().includes(token));
    });

    it("answers the same for a wrong password and an unknown user, at the cost of one hash", async () => {
      const { email } = await service.stranger();
      const timed = async (credentials: object) => {
        const before = process.cpuUsage();
        const { status, body } = await service.post("/login", credentials);
        const { user, system } = process.cpuUsage(before);
        return { answer: { status, error: body.error }, work: user + system };
      };
      const wrong = [];
      const unknown = [];
      for (let i = 0; i < 7; i += 1) {
        wrong.push(await timed({ email, password: "wrong horse" }));
        unknown.push(await timed({ email: "nobody@example.com", password }));
      }
      for (const { answer } of [...wrong, ...unknown]) {
        assert.deepEqual(answer, { status: 401, error: wrong[0]?.answer.error });
      }
      // Processor time of all threads, since the clock measures how busy the machine is.
      const median = (tries: { work: number }[]) =>
        tries.map(({ work }) => work).sort((a, b) => a - b)[3] ?? 0;
      const ratio = median(unknown) / median(wrong);
      assert.ok(ratio > 0.6 && ratio < 1.6, `an unknown user takes ${ratio} times the work`);
    });

    it("answers 429 with Retry-After after ten failures, even to the right password", async () => {
      const { email } = await service.person();
      const tries = Array.from({ length: 30 }, () =>
        service.post("/login", { email, password: "wrong horse" }),
      );
      const statuses = (await Promise.all(tries)).map(({ status }) => status);
      assert.equal(statuses.filter((status) => status === 401).length, 10);
      assert.equal(statuses.filter((status) => status === 429).length, 20);
      const right = await service.post("/login", { email: email.toUpperCase(), password });
      assert.equal(right.status, 429);
      const seconds = Number(right.headers.get("retry-after"));
      assert.ok(seconds > 800 && seconds <= 900, `${seconds} s`);
    });

    it("takes the right password as often as it comes, at once as well", async () => {
      const { email } = await service.person();
      const tries = Array.from({ length: 20 }, () => service.post("/login", { email, password }));
      const statuses = (await Promise.all(tries)).map(({ status }) => status);
      assert.deepEqual(new Set(statuses), new Set([200]));
    });

    it("forgets the failures with a success", async () => {
      const { email } = await service.person();
      for (let i = 0; i < 9; i += 1) await service.post("/login", { email, password: "wrong" });
      assert.equal((await service.post("/login", { email, password })).status, 200);
      for (let i = 0; i < 3; i += 1) {
        assert.equal((await service.post("/login", { email, password: "wrong" })).status, 401);
      }
    });

    it("counts how logins end", async () => {
      const counts = async () => {
        const { text } = await service.get("/metrics");
        const of = (result: string) =>
          Number(new RegExp(`^logins_total\\{result="${result}"\\} (\\d+)$`, "m").exec(text)?.[1]);
        return ["succeeded", "failed", "limited", "error"].map(of);
      };
      const { email } = await service.stranger();
      const before = await counts();
      assert.equal((await service.post("/login", { email, password })).status, 200);
      for (let i = 0; i < 12; i += 1) await service.post("/login", { email, password: "wrong" });
      await service.post("/login", {});
      const after = await counts();
      assert.deepEqual(
        after.map((count, index) => count - (before[index] ?? 0)),
        [1, 10, 2, 1],
      );
    });

    it("names a password that is too long to be hashed", async () => {
      const answer = await service.post("/login", {
        email: "ada@example.com",
        password: "a".repeat(129),
      });
      assert.deepEqual([answer.status, fields(answer)], [400, ["password"]]);
    });
  });

  describe("sessions", () => {
    it("give one's own account, until /logout", async () => {
      const { token, id, username, email } = await service.person();
      const me = await service.get("/users/me", token);
      assert.deepEqual([me.status, me.body], [200, { id, username, email }]);
      const logout = await service.post("/logout", undefined, token);
      assert.deepEqual([logout.status, logout.text], [204, ""]);
      assert.equal((await service.get("/users/me", token)).status, 401);
      assert.equal((await service.post("/logout", undefined, token)).status, 204);
    });

    for (const authorization of [
      "",
      "Bearer",
      "Bearer x",
      "Basic YTpi",
      `Bearer ${"a".repeat(43)}`,
      `Bearer ${"a".repeat(64)}`,
    ]) {
      it(`are not had with "${authorization}"`, async () => {
        const answer = await service.request("/users/me", { headers: { authorization } });
        assert.equal(answer.status, 401);
        assert.equal(answer.headers.get("www-authenticate"), "Bearer");
      });
    }
  });

  describe("GET /users/{id}", () => {
    it("gives the public profile, and the second time from Redis", async () => {
      const { id, username } = await service.stranger();
      assert.deepEqual((await service.get(`/users/${id}`)).body, { id, username });
      await service.until(async () => service.redis.entries.has(`user:profile:${id}`));
      const index = service.mysql.users.findIndex((user) => user.id === id);
      const [row] = service.mysql.users.splice(index, 1);
      assert.deepEqual((await service.get(`/users/${id}`)).body, { id, username });
      if (row) service.mysql.users.push(row);
    });

    it("answers 404 for nobody, and does not keep that", async () => {
      assert.equal((await service.get(`/users/${unknownId}`)).status, 404);
      assert.equal(service.redis.entries.has(`user:profile:${unknownId}`), false);
    });

    for (const id of ["1", "me2", "..%2f..", "'%20OR%201=1", unknownId.replace("8", "A")]) {
      it(`answers 400 for ${id} and names id`, async () => {
        const answer = await service.get(`/users/${id}`);
        assert.deepEqual([answer.status, fields(answer)], [400, ["id"]]);
      });
    }
  });

  // Last, since they look at what all tests before have left.
  describe("afterwards", () => {
    it("touches only keys with its prefix, all with a time to live, and no forbidden command", () => {
      const names = new Set(service.redis.commands.map(([name]) => name?.toUpperCase()));
      const allowed = [
        "HELLO",
        "CLIENT",
        "PING",
        "MULTI",
        "EXEC",
        "GET",
        "SET",
        "INCRBY",
        "PTTL",
        "DEL",
        "EXPIRE",
        "ZADD",
        "ZSCORE",
        "ZREM",
        "ZREMRANGEBYSCORE",
        "ZREMRANGEBYRANK",
      ];
      assert.deepEqual(
        [...names].filter((name) => !allowed.includes(name ?? "")),
        [],
      );
      for (const [key, { expires }] of service.redis.entries) {
        assert.ok(key.startsWith("user:"), key);
        assert.ok(Number.isFinite(expires), key);
      }
    });

    it("logs nothing that is secret, and has answered nothing with 500", () => {
      const logs = service.logs.join("");
      assert.ok(logs.includes('"path":"/login"'));
      const me = service.logs
        .map((line) => JSON.parse(line))
        .filter(({ route }) => route === "/users/me");
      assert.ok(me.some(({ status, user }) => status === 200 && /^[\w-]{36}$/.test(user)));
      assert.ok(me.some(({ status, user }) => status === 401 && user === undefined));
      assert.doesNotMatch(logs, /horse|argon2|-secret|Bearer|DROP TABLE|"status":5\d\d|@example/i);
    });

    it("documents every route with the schemas that validate", async () => {
      const { body } = await service.get("/openapi.json");
      const paths = body["paths"] as Record<string, Record<string, { requestBody?: unknown }>>;
      for (const path of [
        "/register",
        "/login",
        "/logout",
        "/users/me",
        "/users/{id}",
        "/healthz",
      ]) {
        assert.ok(path in paths, path);
      }
      assert.match(JSON.stringify(paths["/register"]?.["post"]?.requestBody), /"maxLength":254/);
    });
  });
});
