import assert from "node:assert/strict";
import { RunningService, type Answer } from "./running-service.ts";
import { resetPassword } from "../src/reset-password.ts";

const password = "correct horse";
const newPassword = "battery staple";
const fields = ({ body }: Answer) => (body.error?.fields ?? []).map(({ field }) => field).sort();

describe("user service's accounts", () => {
  let service: RunningService;
  before(async () => {
    service = await RunningService.start();
  });
  after(() => service.stop());

  const logIn = async (email: string, password: string) =>
    (await service.post("/login", { email, password })).status;

  describe("a common password", () => {
    for (const common of ["password", "Password1", "12345678", "QWERTYUIOP"]) {
      it(`is refused: ${common}`, async () => {
        const { token } = await service.person();
        const person = { username: "common", email: "common@example.com", password: common };
        const registered = await service.post("/register", person);
        assert.deepEqual([registered.status, fields(registered)], [400, ["password"]]);
        assert.match(registered.text, /common/);
        const change = { password, newPassword: common };
        const changed = await service.post("/users/me/password", change, token, "PUT");
        assert.deepEqual([changed.status, fields(changed)], [400, ["newPassword"]]);
      });
    }
  });

  describe("PUT /users/me/password", () => {
    it("changes the password, and ends all sessions", async () => {
      const { email, token } = await service.person();
      const { body } = await service.post("/login", { email, password });
      const change = { password, newPassword };
      const changed = await service.post("/users/me/password", change, token, "PUT");
      assert.equal(changed.status, 204, changed.text);
      for (const ended of [token, String(body["token"])]) {
        assert.equal((await service.get("/users/me", ended)).status, 401);
      }
      assert.deepEqual([await logIn(email, password), await logIn(email, newPassword)], [401, 200]);
    });

    it("wants the old password too, and lets nobody guess it", async () => {
      const { email, token } = await service.person();
      const change = { password: "wrong horse", newPassword };
      const tries: Answer[] = [];
      for (let count = 0; count < 12; count += 1) {
        tries.push(await service.post("/users/me/password", change, token, "PUT"));
      }
      assert.deepEqual(fields(tries[0] as Answer), ["password"]);
      const expected = [...Array(10).fill(403), 429, 429];
      assert.deepEqual(
        tries.map(({ status }) => status),
        expected,
      );
      assert.equal((await service.get("/users/me", token)).status, 200);
      assert.equal(await logIn(email, newPassword), 429);
    });

    it("wants a session", async () => {
      const change = { password, newPassword };
      const answer = await service.post("/users/me/password", change, undefined, "PUT");
      assert.equal(answer.status, 401);
    });

    it("leaves no session to a login with the old password that is under way", async () => {
      const { id, email } = await service.stranger();
      const row = service.mysql.users.find((user) => user.id === id);
      assert.ok(row);
      const isRead = () => service.mysql.values.includes(email);
      service.mysql.values.length = 0;
      const login = service.post("/login", { email, password });
      await service.until(async () => isRead());
      // As another replica does, while this one still checks the password that it has read.
      row.password_hash = `${row.password_hash} of another password`;
      assert.equal((await login).status, 401);
      assert.equal(service.redis.entries.get(`user:sessions:${id}`)?.scores?.size, 0);
    });
  });

  describe("DELETE /users/me", () => {
    it("removes the account with its sessions and its cached profile, and frees its name", async () => {
      const { id, email, username, token } = await service.person();
      const wrong = { password: "wrong horse" };
      assert.equal((await service.post("/users/me", wrong, token, "DELETE")).status, 403);
      const removed = await service.post("/users/me", { password }, token, "DELETE");
      assert.equal(removed.status, 204, removed.text);
      assert.equal((await service.get("/users/me", token)).status, 401);
      assert.equal((await service.get(`/users/${id}`)).status, 404);
      assert.equal(await logIn(email, password), 401);
      const again = await service.post("/register", { username, email, password });
      assert.equal(again.status, 201);
    });
  });

  describe("a reset", () => {
    async function command(...args: string[]) {
      const output = { log: [] as string[], error: [] as string[] };
      const code = await resetPassword(args, service.environment(), {
        log: (line: string) => void output.log.push(line),
        error: (line: string) => void output.error.push(line),
      });
      return { code, ...output };
    }

    it("sets a password by an operator's token, once, and ends all sessions", async () => {
      const { email, token: session } = await service.person();
      const { code, log } = await command(email.toUpperCase());
      assert.equal(code, 0);
      const [token] = log;
      const common = await service.post("/password-resets", { token, password: "password" });
      assert.deepEqual([common.status, fields(common)], [400, ["password"]]);
      const once = await Promise.all(
        [1, 2, 3].map(() => service.post("/password-resets", { token, password: newPassword })),
      );
      assert.deepEqual(once.map(({ status }) => status).sort(), [204, 400, 400]);
      assert.equal((await service.get("/users/me", session)).status, 401);
      assert.deepEqual([await logIn(email, password), await logIn(email, newPassword)], [401, 200]);
    });

    it("has a token for half an hour, of which Redis holds a hash", async () => {
      const { email } = await service.stranger();
      const [token = ""] = (await command(email)).log;
      const resets = [...service.redis.entries].filter(([key]) => key.includes(":password-reset:"));
      const [, last] = resets.at(-1) ?? [];
      const minutes = ((last?.expires ?? 0) - Date.now()) / 60_000;
      assert.ok(minutes > 29 && minutes <= 30, `${minutes} minutes`);
      assert.ok(![...service.redis.entries].flat().join().includes(token));
    });

    it("has no token for an address that nobody has, nor for a wrong command", async () => {
      const nobody = await command("nobody@example.com");
      assert.deepEqual([nobody.code, nobody.log], [1, []]);
      assert.match(nobody.error.join(), /nobody@example.com/);
      assert.equal((await command()).code, 2);
      assert.equal((await command("a@example.com", "b@example.com")).code, 2);
    });

    it("is refused with another token, and names it", async () => {
      const answer = await service.post("/password-resets", {
        ...{ token: "a".repeat(43), password: newPassword },
      });
      assert.deepEqual([answer.status, fields(answer)], [400, ["token"]]);
    });
  });
});
