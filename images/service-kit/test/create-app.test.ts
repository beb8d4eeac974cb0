import assert from "node:assert/strict";
import type { AddressInfo } from "node:net";
import { setTimeout } from "node:timers/promises";
import { Type } from "typebox";
import type { App } from "../src/app.ts";
import { createApp } from "../src/create-app.ts";
import { Failure } from "../src/failure.ts";
import { createLogger } from "../src/logger.ts";

const site = "http://www.example.com";
const json = { "content-type": "application/json" };

/** @param time Milliseconds. */
function block(time: number): void {
  const end = performance.now() + time;
  while (performance.now() < end);
}

describe("createApp", () => {
  const logs: string[] = [];
  let app: App;
  let url: string;

  before(async () => {
    app = await createApp({
      title: "test",
      dependencies: [],
      corsOrigin: site,
      trustedProxies: 1,
      log: createLogger("info", { write: (line) => logs.push(line) }),
      routes: (routes) => {
        const count = Type.Integer({ description: "a whole number" });
        const body = Type.Object({ count }, { additionalProperties: false });
        routes.post("/things", { config: { public: true }, schema: { body } }, async () => ({}));
        routes.get("/things/:id", async () => ({}));
        routes.get("/mine/:id", async (request) => {
          request.userId = "u-1";
          return {};
        });
        routes.get("/many", async () => Array.from({ length: 500 }, () => "the same"));
        routes.get("/public", async (_request, reply) => {
          void reply.header("cache-control", "public, max-age=60");
          return {};
        });
        routes.get("/away", async () => {
          throw new Failure(503, "unavailable", "away");
        });
        const params = Type.Object({ id: Type.String({ maxLength: 9 }) });
        routes.get("/numbered/:id", { schema: { params } }, async () => ({}));
        routes.get("/blocking", async () => {
          block(1_200);
          return {};
        });
        routes.get("/broken", async () => {
          throw Object.assign(new Error("broken"), { sql: "SELECT 'hunter2'" });
        });
      },
    });
    await app.listen({ host: "127.0.0.1", port: 0 });
    url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  });

  after(() => app.close());

  const post = (body: string, headers: Record<string, string> = json) =>
    fetch(`${url}/things`, { method: "POST", body, headers });

  const cases: [what: string, send: () => Promise<Response>, status: number, field?: string][] = [
    ["malformed JSON", () => post("{"), 400, "body"],
    ["no body", () => post(""), 400, "body"],
    ["JSON that is no object", () => post("7"), 400, "body"],
    ["a poisoned prototype", () => post('{"count":1,"__proto__":{"admin":true}}'), 400, "body"],
    ["deep nesting", () => post("[".repeat(8_000)), 400, "body"],
    ["a number as text", () => post('{"count":"1"}'), 400, "count"],
    ["a missing field", () => post("{}"), 400, "count"],
    ["a body of 1 MB", () => post(`{"count":"${"1".repeat(1e6)}"}`), 413, "body"],
    ["text", () => post("{}", { "content-type": "text/plain" }), 415, "content-type"],
    [
      "a form",
      () => post("a=1", { "content-type": "application/x-www-form-urlencoded" }),
      415,
      "content-type",
    ],
    ["an unknown path", () => fetch(`${url}/nothing`), 404],
    ["a wrong method", () => fetch(`${url}/things`, { method: "DELETE" }), 404],
    ["a path that is no URL", () => fetch(`${url}/things/%zz`), 400, "path"],
    ["an over-long id", () => fetch(`${url}/numbered/${"7".repeat(8_000)}`), 400, "id"],
  ];
  for (const [what, send, status, field] of cases) {
    it(`answers ${what} with ${status}${field ? ` and names ${field}` : ""}`, async () => {
      const response = await send();
      const body = await response.json();
      assert.equal(response.status, status);
      assert.deepEqual(Object.keys(body).sort(), ["error", "requestId"]);
      assert.equal(typeof body.error.code, "string");
      assert.equal(typeof body.error.message, "string");
      assert.equal(body.error.fields?.[0]?.field, field);
      assert.equal(response.headers.get("x-request-id"), body.requestId);
      const answered = () => logs.find((line) => line.includes(body.requestId));
      for (let turn = 0; turn < 50 && !answered(); turn += 1) await setTimeout(10);
      assert.equal(JSON.parse(answered() ?? "{}").status, status);
    });
  }

  it("does not answer a small body of many mistakes with a large one", async () => {
    const mistakes = Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`f${i}`, 1]));
    const response = await post(JSON.stringify({ ...mistakes, count: "one" }));
    const text = await response.text();
    assert.ok(text.length < 5_000);
    // The one field that there is comes first.
    assert.equal(JSON.parse(text).error.fields[0].field, "count");
  });

  it("says nothing of its own mistakes, and logs them without what drivers add", async () => {
    logs.length = 0;
    const response = await fetch(`${url}/broken`, { headers: { authorization: "Bearer hunter2" } });
    assert.equal(response.status, 500);
    assert.doesNotMatch(await response.text(), /broken|SELECT/);
    const id = response.headers.get("x-request-id") ?? "";
    const lines = logs.map((line) => JSON.parse(line));
    assert.equal(lines.find((line) => line.level === "error")?.err.message, "broken");
    assert.ok(lines.every((line) => line.requestId === id));
    assert.doesNotMatch(logs.join(""), /hunter2/);
  });

  /** The line of one request's answer. */
  async function answerLine(path: string, headers: Record<string, string> = {}) {
    const id = (await fetch(url + path, { headers })).headers.get("x-request-id") ?? "";
    const find = () => logs.find((line) => line.includes(id) && line.includes("request answered"));
    for (let turn = 0; turn < 50 && !find(); turn += 1) await setTimeout(10);
    return JSON.parse(find() ?? "{}");
  }

  it("logs an answer with route, path without query, user, client, and no level of alarm", async () => {
    const forwarded = { "x-forwarded-for": "203.0.113.9, 192.0.2.1" };
    const line = await answerLine("/mine/7?token=hunter2", forwarded);
    const { level, method, route, path, status, user, client } = line;
    assert.deepEqual(
      [level, method, route, path, status, user, client],
      ["info", "GET", "/mine/:id", "/mine/7", 200, "u-1", "192.0.2.1"],
    );
    assert.ok(line.milliseconds > 0);
    assert.ok(!("errorCode" in line));
  });

  it("logs an answer of its own failure at error with the code, and one of the client's at info", async () => {
    const own = await answerLine("/away");
    assert.deepEqual([own.level, own.status, own.errorCode], ["error", 503, "unavailable"]);
    assert.equal((await answerLine("/broken")).level, "error");
    const clients = await answerLine("/nothing");
    assert.deepEqual(
      [clients.level, clients.status, clients.errorCode],
      ["info", 404, "not_found"],
    );
  });

  it("follows the request id that the gateway gave, unless it is a strange one", async () => {
    const ids = ["abc-123", "a b", "x".repeat(65)].map(async (id) => {
      const { headers } = await fetch(`${url}/healthz`, { headers: { "x-request-id": id } });
      return headers.get("x-request-id") === id;
    });
    assert.deepEqual(await Promise.all(ids), [true, false, false]);
  });

  it("lets pages of the one site call, and no others", async () => {
    const preflight = (origin: string) =>
      fetch(`${url}/things`, {
        method: "OPTIONS",
        headers: { origin, "access-control-request-method": "POST" },
      });
    const own = await preflight(site);
    assert.equal(own.headers.get("access-control-allow-origin"), site);
    assert.match(own.headers.get("access-control-allow-headers") ?? "", /authorization/);
    assert.match(own.headers.get("access-control-allow-methods") ?? "", /POST/);
    const other = await preflight("http://evil.example.com");
    assert.equal(other.headers.get("access-control-allow-origin"), null);
    const failed = await fetch(`${url}/nothing`, { headers: { origin: site } });
    assert.equal(failed.headers.get("access-control-allow-origin"), site);
    assert.match(failed.headers.get("access-control-expose-headers") ?? "", /retry-after/);
    assert.equal(failed.headers.get("vary"), "Origin");
  });

  it("lets nobody keep an answer, unless the route says so, nor guess at its type", async () => {
    const headersOf = async (path: string) => {
      const { headers } = await fetch(url + path);
      return [headers.get("cache-control"), headers.get("x-content-type-options")];
    };
    assert.deepEqual(await headersOf("/numbered/1"), ["no-store", "nosniff"]);
    assert.deepEqual(await headersOf("/nothing"), ["no-store", "nosniff"]);
    assert.deepEqual(await headersOf("/things/%zz"), ["no-store", "nosniff"]);
    assert.deepEqual(await headersOf("/public"), ["public, max-age=60", "nosniff"]);
  });

  it("compresses large answers for those who take that, and no small ones", async () => {
    const encodingOf = async (path: string, accepted: string) => {
      const response = await fetch(url + path, { headers: { "accept-encoding": accepted } });
      await response.json();
      return response.headers.get("content-encoding");
    };
    assert.equal(await encodingOf("/many", "gzip, deflate, br"), "gzip");
    assert.equal(await encodingOf("/many", "identity"), null);
    assert.equal(await encodingOf("/public", "gzip"), null);
  });

  it("measures requests by route, never by path", async () => {
    await Promise.all([1, 2, 3].map((id) => fetch(`${url}/things/${id}`)));
    await fetch(`${url}/no/such/path`);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    assert.match(
      metrics,
      /duration_seconds_count\{method="GET",route="\/things\/:id",status="200"\} 3/,
    );
    assert.doesNotMatch(metrics, /\/things\/1|such/);
    assert.match(metrics, /process_cpu_seconds_total/);
  });

  it("refuses nothing after the process has been stopped once", async () => {
    block(2_500);
    const end = performance.now() + 5_000;
    while (performance.now() < end) {
      assert.equal((await fetch(`${url}/things/1`)).status, 200);
      await setTimeout(50);
    }
  }).timeout(20_000);

  it("answers 503 with Retry-After while the event loop is far behind, and its probes all the same", async () => {
    const answers: Response[] = [];
    const end = performance.now() + 20_000;
    const ask = async () => {
      while (performance.now() < end && !answers.some(({ status }) => status === 503)) {
        answers.push(await fetch(`${url}/blocking`));
      }
    };
    await Promise.all([ask(), ask(), ask()]);
    assert.equal((await fetch(`${url}/healthz`)).status, 200);
    const refused = answers.filter(({ status }) => status === 503);
    assert.ok(refused.length > 0);
    assert.ok(refused.every(({ headers }) => Number(headers.get("retry-after")) > 0));
    for (let turn = 0; turn < 200; turn += 1) {
      if ((await fetch(`${url}/things/1`)).status === 200) return;
      await setTimeout(25);
    }
    assert.fail("it goes on refusing");
  }).timeout(40_000);

  it("describes itself from the schemas that validate", async () => {
    const { paths } = await (await fetch(`${url}/openapi.json`)).json();
    const { schema } = paths["/things"].post.requestBody.content["application/json"];
    assert.equal(schema.properties.count.type, "integer");
  });
});
