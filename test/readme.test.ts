import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

const root = path.dirname(__dirname);

describe("README", () => {
  const text = fs.readFileSync(path.join(root, "README.md"), "utf8");
  const rows = text
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) => line.split("|").map((cell) => cell.trim()));

  it("names every npm command", () => {
    const { scripts } = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    const commands = Object.keys(scripts).filter((name) => !/^pre/.test(name));
    const missing = commands.filter(
      (name) => !rows.some(([, command = ""]) => new RegExp(`npm (run )?${name}\\b`).test(command)),
    );
    assert.deepEqual(missing, []);
  });
});
