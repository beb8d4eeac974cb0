import assert from "node:assert/strict";
import { mirrored } from "../../components/images/mirror";

const digest = `sha256:${"0a".repeat(32)}`;

describe("mirrored", () => {
  for (const [image, expected] of [
    ["mysql:9.7.4", "cache.test/hub/library/mysql:9.7.4"],
    [`redis@${digest}`, `cache.test/hub/library/redis@${digest}`],
    ["nginxinc/nginx-unprivileged:1.30.6", "cache.test/hub/nginxinc/nginx-unprivileged:1.30.6"],
    ["docker.io/mysql:9.7.4", "cache.test/hub/library/mysql:9.7.4"],
    ["docker.io/library/mysql:9.7.4", "cache.test/hub/library/mysql:9.7.4"],
    ["index.docker.io/a/b:1", "cache.test/hub/a/b:1"],
    ["ghcr.io/a/b:1", "ghcr.io/a/b:1"],
    ["localhost:5000/b:1", "localhost:5000/b:1"],
    ["localhost/b:1", "localhost/b:1"],
  ] as const) {
    it(`takes ${image.replace(digest, "sha256:…")} from ${expected.replace(digest, "sha256:…")}`, () => {
      assert.equal(mirrored(image, "cache.test/hub"), expected);
    });
  }

  it("leaves an image where it is without a mirror", () => {
    assert.equal(mirrored("mysql:9.7.4", ""), "mysql:9.7.4");
  });
});
