import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

const kit = path.dirname(import.meta.dirname);

describe("a service's build", function () {
  this.timeout(60_000);

  let folder: string;

  before(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "slipway-test-"));
    const write = (file: string, text: string) => {
      fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      fs.writeFileSync(path.join(folder, file), text);
    };
    const esbuild = path.join(kit, "../eventservice/node_modules");
    write("package.json", "{}");
    for (const name of ["esbuild", "@esbuild"]) {
      fs.mkdirSync(path.join(folder, "node_modules"), { recursive: true });
      fs.symlinkSync(path.join(esbuild, name), path.join(folder, "node_modules", name));
    }
    write("node_modules/library/index.js", "\n\nexports.call = (each) => each();\n");
    write("node_modules/library/data.json", '{ "greeting": "hello" }');
    write("node_modules/@native/addon/index.js", "exports.loaded = true;");
    write(
      "src/deep.ts",
      "interface Gone {}\n\nexport function deep(): never {\n  throw new Error();\n}\n",
    );
    write(
      "src/main.ts",
      `import { call } from "library";
       import data from "library/data.json";
       import { loaded } from "@native/addon";
       import { deep } from "./deep.ts";
       try { call(deep); } catch (error) {
         console.log(JSON.stringify({ stack: (error as Error).stack, loaded, data }));
       }`,
    );
    run([path.join(kit, "build.mjs"), "@native/addon"], folder);
  });
  after(() => fs.rmSync(folder, { recursive: true }));

  function run(args: string[], cwd: string): string {
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd, encoding: "utf8" });
    assert.equal(status, 0, stderr);
    return stdout;
  }

  it("runs without the sources, and names their lines in a stack trace", () => {
    const alone = path.join(folder, "image/app");
    fs.cpSync(path.join(folder, "dist"), alone, { recursive: true });
    const { stack, loaded, data } = JSON.parse(run(["--enable-source-maps", "main.cjs"], alone));
    assert.match(stack, /^Error.*\n +at deep \(.*src\/deep\.ts:4:9\)\n/);
    assert.match(stack, /library\/index\.js:1:1\)\n/);
    assert.equal(loaded, true);
    assert.deepEqual(data, { greeting: "hello" });
  });

  it("is started so that it does", () => {
    const dockerfile = fs.readFileSync(path.join(kit, "Dockerfile"), "utf8");
    assert.match(dockerfile, /^CMD \["node", "--enable-source-maps", "main\.cjs"\]$/m);
  });
});
