import assert from "node:assert/strict";
import { apiTypes, writtenApiTypes } from "../scripts/api-types.ts";

describe("src/api-types.ts", () => {
  it("is what the services' schemas say", async () => {
    const message = "stale: run `npm run api-types` in images/frontend";
    assert.equal(writtenApiTypes(), await apiTypes(), message);
  });

  it("has the routes for the pages, and none of those for operations", async () => {
    const types = await apiTypes();
    const paths = [...types.matchAll(/^  "(\/[^"]*)": \{$/gm)].map(([, path]) => path);
    const used = ["/events", "/events/{id}", "/bookings", "/bookings/{id}", "/register", "/login"];
    for (const path of [...used, "/logout", "/users/me"]) assert.ok(paths.includes(path), path);
    for (const path of ["/healthz", "/readyz", "/status", "/metrics", "/openapi.json"]) {
      assert.ok(!paths.includes(path), path);
    }
  });
});
