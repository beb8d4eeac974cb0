import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { gzipSync } from "node:zlib";

const folder = path.dirname(import.meta.dirname);

/** Bytes that a first visit may load, compressed. */
const budget = 120_000;

describe("the built pages", () => {
  let dist: string;

  before(() => {
    dist = mkdtempSync(path.join(tmpdir(), "frontend-"));
    const vite = path.join(folder, "node_modules", "vite", "bin", "vite.js");
    const args = [vite, "build", "--outDir", dist, "--emptyOutDir", "--logLevel", "warn"];
    const { NODE_OPTIONS: _, ...env } = process.env;
    const { status, stderr } = spawnSync(process.execPath, args, { cwd: folder, env });
    assert.equal(status, 0, String(stderr));
  });

  after(() => rmSync(dist, { recursive: true }));

  const read = (file: string) => readFileSync(path.join(dist, file));
  const references = () =>
    [...String(read("index.html")).matchAll(/(?:href|src)="\/([^"]+)"/g)]
      .map(([, file]) => file ?? "")
      .filter((file) => file !== "config.json");

  it(`weigh at most ${budget / 1_000} kB on a first visit`, () => {
    const files = ["index.html", ...references()];
    const bytes = files.map((file) => gzipSync(read(file), { level: 9 }).length);
    const sum = bytes.reduce((total, size) => total + size, 0);
    assert.equal(files.length, 4, files.join());
    assert.ok(
      sum <= budget,
      `${sum} bytes: ${files.map((file, i) => `${file} ${bytes[i]}`).join()}`,
    );
  });

  it("name scripts and styles by their content, and hold none in the page itself", () => {
    const assets = references().filter((file) => !file.endsWith(".svg"));
    assert.equal(assets.length, 2);
    for (const file of assets) assert.match(file, /^assets\/index-[\w-]{8,}\.(js|css)$/);
    assert.doesNotMatch(String(read("index.html")), /<style|<script[^>]*>[^<]| style=| on\w+=/);
  });

  it("load nothing later that a rollout could have taken away", () => {
    for (const file of references().filter((name) => name.endsWith(".js"))) {
      assert.doesNotMatch(String(read(file)), /\bimport\(/);
    }
  });
});
