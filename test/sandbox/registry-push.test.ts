import * as assert from "node:assert/strict";

import { repositoryOf } from "./registry-push";

describe("an image's place in the registry", () => {
  it("is where Docker looks for its name in a mirror", () => {
    assert.deepEqual(repositoryOf("mysql:9.7.4"), { repository: "library/mysql", tag: "9.7.4" });
    assert.deepEqual(repositoryOf("nginxinc/nginx-unprivileged:1.30.0"), {
      repository: "nginxinc/nginx-unprivileged",
      tag: "1.30.0",
    });
    assert.deepEqual(repositoryOf("127.0.0.1:5000/slipway/pause:0.1.7"), {
      repository: "slipway/pause",
      tag: "0.1.7",
    });
  });
});
