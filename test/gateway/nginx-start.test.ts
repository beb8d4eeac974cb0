import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

const root = path.join(__dirname, "..", "..");
const ours = path.join(root, "components", "gateway", "nginx-start.sh");

/** Scripts that become nginx, and the configuration that each is run with. */
const scripts = [ours, ...["hello", "frontend"].map((name) => `${root}/images/${name}/start.sh`)];

describe("an nginx that starts", () => {
  let folder: string;

  before(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "nginx-start-"));
    fs.writeFileSync(path.join(folder, "nginx"), '#!/bin/sh\ncat "$4"\n', { mode: 0o755 });
    const config = "listen 80;\nlisten [::]:80 ssl;\nserver_name x;\n";
    fs.writeFileSync(path.join(folder, "nginx.conf"), config);
    fs.writeFileSync(path.join(folder, "if_inet6"), "");
  });
  after(() => fs.rmSync(folder, { recursive: true }));

  /** What nginx is given, with the script's folders and what it asks the kernel for moved below the test's. */
  function given(script: string, kernel: string): string {
    const text = fs
      .readFileSync(script, "utf8")
      .replaceAll("/tmp/", `${folder}/tmp-`)
      .replaceAll("/etc/nginx/nginx.conf", `${folder}/nginx.conf`)
      .replaceAll("/proc/net/if_inet6", `${folder}/${kernel}`);
    assert.ok(text.includes(kernel));
    const args = ["-euc", text, "nginx-start.sh", `${folder}/nginx.conf`];
    const env = { PATH: `${folder}:${process.env["PATH"]}`, API_URL: "http://api.test" };
    return execFileSync("sh", args, { env, encoding: "utf8" });
  }

  for (const script of scripts) {
    const name = path.relative(root, script);
    it(`listens on both where the kernel has IPv6: ${name}`, () => {
      assert.match(given(script, "if_inet6"), /listen 80;\nlisten \[::\]:80 ssl;/);
    });

    it(`listens on IPv4 alone where it has none: ${name}`, () => {
      assert.equal(given(script, "no_inet6"), "listen 80;\nserver_name x;\n");
    });
  }

  for (const name of ["hello", "frontend"]) {
    it(`has lines for both: ${name}`, () => {
      const config = fs.readFileSync(path.join(root, "images", name, "nginx.conf"), "utf8");
      const four = config.match(/listen \d+;/g) ?? [];
      const six = config.match(/listen \[::\]:\d+;/g) ?? [];
      assert.ok(four.length === 2 && six.length === 2, config);
    });
  }
});
