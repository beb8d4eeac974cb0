import assert from "node:assert/strict";
import { loginPath, nextPath } from "../src/login-path.ts";

describe("nextPath", () => {
  it("goes back to where loginPath came from", () => {
    for (const path of ["/", "/bookings", "/events/1"]) {
      assert.equal(nextPath(loginPath(path).split("?")[1] ?? ""), path);
    }
  });

  it("stays on this site", () => {
    const others = [
      "https://evil.example",
      "//evil.example",
      "/\\evil.example",
      "javascript:alert(1)",
    ];
    for (const next of others) {
      assert.equal(nextPath(String(new URLSearchParams({ next }))), "/");
    }
  });
});
