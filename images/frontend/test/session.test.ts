import assert from "node:assert/strict";
import { Session, type Login } from "../src/session.ts";

class Memory implements Storage {
  readonly #items = new Map<string, string>();
  [name: string]: unknown;

  get length(): number {
    return this.#items.size;
  }
  clear(): void {
    this.#items.clear();
  }
  getItem(key: string): string | null {
    return this.#items.get(key) ?? null;
  }
  key(index: number): string | null {
    return [...this.#items.keys()][index] ?? null;
  }
  removeItem(key: string): void {
    this.#items.delete(key);
  }
  setItem(key: string, value: string): void {
    this.#items.set(key, value);
  }
}

function login(token = "token", ends = Date.now() + 60_000): Login {
  return { token, ends, user: { id: "1", username: "ada", email: "ada@example.com" } };
}

describe("Session", () => {
  it("survives a reload", () => {
    const storage = new Memory();
    const given = login();
    new Session(storage).begin(given);
    assert.deepEqual(new Session(storage).login, given);
  });

  it("does not survive its end or its time", () => {
    const storage = new Memory();
    const session = new Session(storage);
    session.begin(login());
    session.end();
    assert.equal(new Session(storage).login, undefined);
    session.begin(login("token", Date.now() - 1));
    assert.equal(new Session(storage).login, undefined);
  });

  it("works where nothing is kept, and with what it did not write", () => {
    const session = new Session(undefined);
    session.begin(login());
    assert.equal(session.login?.token, "token");
    const storage = new Memory();
    storage.setItem("session", "{");
    assert.equal(new Session(storage).login, undefined);
  });

  const shapes: unknown[] = [
    null,
    1,
    "token",
    [],
    {},
    { ...login(), user: undefined },
    { ...login(), user: null },
    { ...login(), user: "ada" },
    { ...login(), user: { id: 1, username: "ada", email: "ada@example.com" } },
    { ...login(), user: { id: "1", name: "ada" } },
    { ...login(), token: 1 },
    { ...login(), token: undefined },
    { ...login(), ends: "2099-01-01" },
    { ...login(), ends: undefined },
  ];
  for (const shape of shapes) {
    const kept = JSON.stringify(shape);
    it(`drops ${kept}`, () => {
      const storage = new Memory();
      storage.setItem("session", kept);
      assert.equal(new Session(storage).login, undefined);
      assert.equal(storage.getItem("session"), null);
    });
  }

  it("follows the other tabs", () => {
    const storage = new Memory();
    const [here, there] = [new Session(storage), new Session(storage)];
    there.begin(login());
    here.follow({ key: "session" });
    assert.equal(here.login?.token, "token");
    there.end();
    here.follow({ key: "session" });
    assert.equal(here.login, undefined);
  });

  it("waits for a new log-in when the token is no longer taken", async () => {
    const session = new Session(undefined);
    session.begin(login("old"));
    const renewed = session.renew("old");
    assert.equal(session.state.over, true);
    session.begin(login("new"));
    assert.equal((await renewed).token, "new");
    assert.equal(session.state.over, false);
    // A request that was on its way with the old one meanwhile.
    assert.equal((await session.renew("old")).token, "new");
  });

  it("gives up when the person logs out instead", async () => {
    const session = new Session(undefined);
    session.begin(login());
    const renewed = session.renew("token");
    session.end();
    await assert.rejects(renewed, { name: "Problem", status: 401 });
  });
});
