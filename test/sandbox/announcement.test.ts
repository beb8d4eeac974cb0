import * as assert from "node:assert/strict";

import { announcement } from "./announcement";

describe("what a start says first", () => {
  it("names every port, and the kernel modules only if it loads some", () => {
    const said = announcement(false, ["the node"], []);
    assert.match(said, /the ports 80, 443, 5000 of 127\.0\.0\.1/);
    assert.doesNotMatch(said, /module/);
    for (const running of [true, false]) {
      const loading = announcement(running, ["traefik"], ["overlay", "tun"]);
      assert.match(loading, /modules, which stay loaded: overlay, tun\.\n$/);
    }
  });
});
