import * as assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { recipeHash } from "./recipe-hash";

describe("a recipe's hash", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "recipe-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it("follows the recipe, and the name and content of each of its files", () => {
    mkdirSync(join(folder, "sub"));
    writeFileSync(join(folder, "sub/file"), "one");
    const first = recipeHash({ version: 1 }, folder);
    assert.equal(recipeHash({ version: 1 }, folder), first);
    assert.notEqual(recipeHash({ version: 2 }, folder), first);
    assert.notEqual(recipeHash({ version: 1 }), first);
    writeFileSync(join(folder, "sub/file"), "two");
    assert.notEqual(recipeHash({ version: 1 }, folder), first);
    rmSync(join(folder, "sub/file"));
    writeFileSync(join(folder, "sub/other"), "one");
    assert.notEqual(recipeHash({ version: 1 }, folder), first);
  });
});
