import * as assert from "node:assert/strict";
import { homedir } from "node:os";

import { cacheHome } from "./paths";

describe("the user's caches", () => {
  it("are where XDG_CACHE_HOME says, if that is a place", () => {
    assert.equal(cacheHome("/var/cache/anna"), "/var/cache/anna");
    for (const none of [undefined, "", "cache", "./cache"]) {
      assert.equal(cacheHome(none), `${homedir()}/.cache`, none);
    }
  });
});
