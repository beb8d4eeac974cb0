import assert from "node:assert/strict";
import { problemOf } from "../src/problem.ts";
import { sentence } from "../src/sentence.ts";
import { en } from "../src/text/en.tsx";
import { zh } from "../src/text/zh.tsx";

function answer(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return new Response(typeof body === "string" ? body : JSON.stringify(body), { status, headers });
}

function error(message: string, fields?: { field: string; message: string }[]) {
  return { error: { code: "code", message, fields }, requestId: "id-1" };
}

describe("problemOf", () => {
  const fields = [{ field: "email", message: "is already taken" }];
  const cases: [what: string, response: Response, message: string, passes: boolean][] = [
    [
      "bad fields",
      answer(400, error("not valid: email", fields)),
      "Some of this is not right yet.",
      false,
    ],
    [
      "a conflict",
      answer(409, error("already taken: email", fields)),
      "Already taken: email.",
      false,
    ],
    [
      "wrong credentials",
      answer(401, error("the password is wrong")),
      "The password is wrong.",
      false,
    ],
    [
      "a body too large",
      answer(413, error("body is larger")),
      "That is more than the service takes.",
      false,
    ],
    [
      "too many tries",
      answer(429, error("too many failed logins")),
      "Too many failed logins.",
      true,
    ],
    [
      "a bug",
      answer(500, error("x")),
      "Something went wrong on our side. Its number is id-1.",
      true,
    ],
    [
      "a store out of reach",
      answer(503, error("mysql is out of reach")),
      "The service is not available at the moment.",
      true,
    ],
    [
      "a gateway's own page",
      answer(502, "<html>Bad Gateway</html>"),
      "The service is not available at the moment.",
      true,
    ],
    ["JSON of another shape", answer(404, "null"), "The service answered 404.", false],
  ];
  for (const [what, response, message, passes] of cases) {
    it(`has words for ${what}`, async () => {
      const problem = await problemOf(response);
      assert.equal(problem.message, message);
      assert.equal(problem.words(en), message);
      assert.notEqual(problem.words(zh), "");
      assert.equal(problem.passes, passes);
      assert.equal(problem.status, response.status);
    });
  }

  it("keeps the code and the fields for the form", async () => {
    const problem = await problemOf(answer(409, error("already taken: email", fields)));
    assert.equal(problem.code, "code");
    assert.deepEqual(problem.fields, fields);
  });

  // Rounded up to a whole minute, however long after this line the test runs.
  const inAnHour = () => new Date(Date.now() + 3_595_000).toUTCString();
  const advice: [retryAfter: string | (() => string), advice: string][] = [
    ["0", "Try again now."],
    ["1", "Try again in 1 second."],
    ["2", "Try again in 2 seconds."],
    ["840", "Try again in 14 minutes."],
    [inAnHour, "Try again in 60 minutes."],
    ["soon", ""],
  ];
  for (const [header, expected] of advice) {
    const given = typeof header === "string" ? header : "a date in an hour";
    it(`takes the Retry-After "${given}" for "${expected}"`, async () => {
      const value = typeof header === "string" ? header : header();
      const problem = await problemOf(answer(503, error("x"), { "retry-after": value }));
      assert.equal(en.later(problem.retryAfter), expected);
    });
  }
});

describe("sentence", () => {
  it("begins with a capital and ends with a full stop", () => {
    assert.equal(sentence("is required"), "Is required.");
    assert.equal(sentence("Really?"), "Really?");
  });
});
