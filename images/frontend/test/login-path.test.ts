import assert from "node:assert/strict";
import { loginPath, nextPath } from "../src/login-path.ts";

const origin = "https://www.example.com";

describe("nextPath", () => {
  it("goes back to where loginPath came from", () => {
    for (const path of ["/", "/bookings", "/events/1", "/?q=a%20b&from=2030-01-01#top"]) {
      assert.equal(nextPath(loginPath(path).split("?").slice(1).join("?"), origin), path);
    }
  });

  const others = [
    "https://evil.example",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\/evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r\\evil.example",
    "\t//evil.example",
    " //evil.example",
    "\u0000//evil.example",
    "/.//evil.example",
    "/a/..//evil.example",
    "/%2e//evil.example",
    "/\t.\\/evil.example",
    "//www.example.com@evil.example",
    "//[",
    "https:evil.example",
    "javascript:alert(1)",
    "",
  ];
  for (const next of others) {
    it(`stays on this site for ${JSON.stringify(next)}`, () => {
      assert.equal(nextPath(String(new URLSearchParams({ next })), origin), "/");
    });
  }

  it("stays on this site for what is encoded in the address", () => {
    const searches = [
      "next=/%09/evil.example",
      "next=%2F%5Cevil.example",
      "next=/%0a%2fevil.example",
    ];
    for (const search of searches) assert.equal(nextPath(search, origin), "/", search);
  });

  it("answers nothing that a browser would take for another site, however it is encoded", () => {
    for (const slash of ["/", "\\", "%2f", "%5c", "%252f", "\t/", "/\t"]) {
      const next = nextPath(`next=/${slash}evil.example/a`, origin);
      assert.equal(new URL(next, origin).origin, origin, `${slash}: ${next}`);
    }
  });
});
