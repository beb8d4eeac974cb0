import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";

const script = path.join(path.dirname(import.meta.dirname), "start.sh");

describe("start.sh", () => {
  let folder: string;

  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "frontend-"));
    // The script's own folder is fixed, since it is the only one that a pod can write to.
    const text = readFileSync(script, "utf8").replaceAll("/tmp/", `${folder}/`);
    writeFileSync(path.join(folder, "start.sh"), text);
    writeFileSync(path.join(folder, "nginx"), '#!/bin/sh\necho "nginx $*"\n');
    chmodSync(path.join(folder, "nginx"), 0o755);
  });

  after(() => rmSync(folder, { recursive: true }));

  const start = (apiUrl?: string) =>
    spawnSync("sh", [path.join(folder, "start.sh")], {
      env: {
        PATH: `${folder}:${process.env["PATH"]}`,
        ...(apiUrl === undefined ? {} : { API_URL: apiUrl }),
      },
      encoding: "utf8",
    });

  for (const url of ["http://api.slipway.localhost", "https://api.example.com:8443"]) {
    it(`tells nginx of ${url}`, () => {
      const { status, stdout } = start(url);
      assert.equal(status, 0);
      assert.equal(stdout, "nginx -e stderr -c /etc/nginx/nginx.conf\n");
      const written = readFileSync(path.join(folder, "api-url.conf"), "utf8");
      assert.equal(written, `map "" $api_url { default "${url}"; }\n`);
    });
  }

  const refused = [
    undefined,
    "",
    "api.example.com",
    "https://",
    "https://api.example.com/",
    "https://api.example.com/v1",
    "https://api.example.com:",
    'https://a"; } evil {',
    "https://a https://b",
    "https://a\nhttps://b",
    "https://*",
    "https://$host",
  ];
  for (const url of refused) {
    it(`refuses ${JSON.stringify(url) ?? "nothing"} and says what it takes`, () => {
      const { status, stdout, stderr } = start(url);
      assert.equal(status, 1);
      assert.equal(stdout, "");
      assert.match(stderr, /^API_URL is "/);
      assert.match(stderr, /such as https:\/\/api\.example\.com\n$/);
    });
  }
});
