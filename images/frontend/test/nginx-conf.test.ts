import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as path from "node:path";

const folder = path.dirname(import.meta.dirname);
const conf = readFileSync(path.join(folder, "nginx.conf"), "utf8");
const app = readFileSync(path.join(folder, "src", "app.tsx"), "utf8");

describe("nginx.conf", () => {
  it("serves exactly the pages that the program draws", () => {
    const [, pattern = ""] = /location ~ (\S+) \{/.exec(conf) ?? [];
    const served = new RegExp(pattern);
    const paths = [...app.matchAll(/<Route path="([^"]+)"/g)].map(([, path]) => path ?? "");
    assert.ok(paths.length > 3);
    for (const path of paths.filter((path) => path !== "/")) {
      assert.match(path.replace(":id", "0197-ab"), served);
    }
    for (const path of ["/metrics", "/status", "/healthz", "/readyz", "/events", "/events/a/b"]) {
      assert.doesNotMatch(path, served);
    }
  });

  it("sets the headers once for all, since a block with one of its own would lose them", () => {
    const headers = [...conf.matchAll(/^( *)add_header (\S+) .*( always);$/gm)];
    assert.equal(headers.length, conf.split("add_header ").length - 2);
    assert.deepEqual([...new Set(headers.map(([, indent]) => indent?.length))], [2]);
    assert.deepEqual(headers.map(([, , name]) => name).sort(), [
      "Cache-Control",
      "Content-Security-Policy",
      "Cross-Origin-Opener-Policy",
      "Cross-Origin-Resource-Policy",
      "Permissions-Policy",
      "Referrer-Policy",
      "X-Content-Type-Options",
    ]);
  });

  it("lets pages run no script and use no style but the site's files", () => {
    const [, policy = ""] = /Content-Security-Policy "([^"]+)"/.exec(conf) ?? [];
    assert.doesNotMatch(policy, /unsafe|data:|\*/);
    assert.match(policy, /default-src 'none'/);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.match(policy, /connect-src 'self' \$api_url;/);
  });
});
