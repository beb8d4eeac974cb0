import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";

const root = path.dirname(__dirname);

describe("README", () => {
  const text = fs.readFileSync(path.join(root, "README.md"), "utf8");
  const { config } = parse(fs.readFileSync(path.join(root, "Pulumi.yaml"), "utf8")) as {
    config: Record<string, { default: unknown }>;
  };
  const rows = text
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) => line.split("|").map((cell) => cell.trim()));

  for (const [key, { default: value }] of Object.entries(config)) {
    it(`says what ${key} is by default`, () => {
      const row = rows.find(([, keys = ""]) => keys.includes(`\`${key}\``));
      assert.ok(row, "no row of the table of keys has it");
      const said = row[2] ?? "";
      const empty = value === "" || JSON.stringify(value) === "{}";
      const ways = empty ? ["empty", "none", "`{}`"] : [`\`${String(value)}\``];
      assert.ok(
        ways.some((way) => said.includes(way)),
        said,
      );
    });
  }

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
