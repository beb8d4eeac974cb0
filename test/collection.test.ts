import * as assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as path from "node:path";

/** Runs a program as the SDK does, which hears of what it throws as of a promise that nobody has taken. */
function ends(statement: string): string {
  const collection = path.resolve(__dirname, "../components/program/collection");
  const program = `
    const { Collection } = require(${JSON.stringify(collection)});
    process.on("unhandledRejection", () => console.log("has thrown"));
    void (async () => {
      const parts = new Collection();
      parts.all.then((all) => console.log("all:", all.join()));
      parts.add("web", "web");
      ${statement}
    })();`;
  const { stdout } = spawnSync(process.execPath, ["--require", "tsx/cjs", "--eval", program], {
    cwd: path.dirname(__dirname),
    encoding: "utf8",
  });
  return stdout.trim();
}

describe("what the parts of a program say", () => {
  it("is known once it has run to its end", () => {
    assert.equal(ends(`parts.add("shop", "shop");`), "all: web,shop");
  });

  it("is never known of a program that throws, so that nothing is made of half of it", () => {
    assert.equal(ends(`throw new Error("two sources");`), "has thrown");
  });
});
