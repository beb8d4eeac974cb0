import assert from "node:assert/strict";
import { createApp } from "../src/create-app.ts";
import { Failure } from "../src/failure.ts";
import { createLogger } from "../src/logger.ts";
import { callerOf, type Login } from "../src/login.ts";
import type { App } from "../src/app.ts";

const log = createLogger("silent");

describe("requireLogin", () => {
  const asked: string[] = [];
  const login: Login = async ({ method, url, headers }) => {
    asked.push(`${method} ${url}`);
    if (headers.authorization === "ada's") return "ada";
    throw new Failure(401, "unauthorized", "nobody is logged in");
  };
  const made: App[] = [];
  const appOf = async (routes: (app: App) => void, how: { login?: Login } = { login }) => {
    const app = await createApp({ title: "test", dependencies: [], routes, log, ...how });
    made.push(app);
    return app;
  };

  afterEach(async () => {
    asked.length = 0;
    for (const app of made.splice(0)) await app.close();
  });

  for (const method of ["POST", "PUT", "PATCH", "DELETE"] as const) {
    it(`closes a new ${method} that says nothing of it, before anything is read`, async () => {
      const app = await appOf((app) => {
        app.route({ method, url: "/things", handler: async (request) => [callerOf(request)] });
      });
      const stranger = await app.inject({
        ...{ method, url: "/things", payload: "{", headers: { "content-type": "text/plain" } },
      });
      assert.equal(stranger.statusCode, 401);
      assert.equal(stranger.headers["www-authenticate"], "Bearer");
      const headers = { authorization: "ada's" };
      const known = await app.inject({ method, url: "/things", headers });
      assert.deepEqual([known.statusCode, known.json()], [200, ["ada"]]);
    });
  }

  it("leaves open what only reads and what says that it is public, and asks nobody there", async () => {
    const app = await appOf((app) => {
      app.get("/things", async () => []);
      app.post("/register", { config: { public: true } }, async () => []);
    });
    for (const [method, url] of [
      ["GET", "/things"],
      ["HEAD", "/things"],
      ["POST", "/register"],
    ] as const) {
      assert.equal((await app.inject({ method, url })).statusCode, 200, url);
    }
    assert.deepEqual(asked, []);
  });

  it("closes what reads where that is said, and HEAD with it", async () => {
    const app = await appOf((app) => {
      app.get("/mine", { config: { public: false } }, async (request) => [callerOf(request)]);
    });
    for (const method of ["GET", "HEAD"] as const) {
      assert.equal((await app.inject({ method, url: "/mine" })).statusCode, 401);
    }
  });

  it("answers 404 to what is not there, logged in or not", async () => {
    const app = await appOf(() => {});
    assert.equal((await app.inject({ method: "POST", url: "/nothing" })).statusCode, 404);
    assert.deepEqual(asked, []);
  });

  it("refuses a route that is closed to everybody", async () => {
    const adding = appOf((app) => app.post("/things", async () => []), {});
    await assert.rejects(adding, /POST \/things needs a login.*make it public/);
  });

  it("gives away no caller that nobody has asked for", async () => {
    const app = await appOf((app) => app.get("/things", async (request) => [callerOf(request)]));
    assert.equal((await app.inject({ url: "/things" })).statusCode, 500);
  });

  it("tells of itself in /openapi.json", async () => {
    const app = await appOf((app) => {
      app.get("/things", async () => []);
      app.post("/things", { schema: { summary: "A thing" } }, async () => []);
    });
    const { paths } = (await app.inject({ url: "/openapi.json" })).json();
    assert.deepEqual(paths["/things"].post.security, [{ bearer: [] }]);
    assert.equal(paths["/things"].post.summary, "A thing");
    assert.equal(paths["/things"].get.security, undefined);
  });
});
