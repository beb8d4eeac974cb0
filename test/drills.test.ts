import * as assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import * as path from "node:path";

const root = path.resolve(__dirname, "..");
const groups = ["1/6", "2/6", "3/6", "4/6", "5/6", "6/6"];

/** The files that a run of the e2e in a folder has. */
function specs(folder: string, drills?: string): string[] {
  const { DRILLS: _, ...environment } = process.env;
  const env = { ...environment, ...(drills !== undefined && { DRILLS: drills }) };
  const print = `console.log(JSON.stringify(require("./${folder}/.mocharc.cjs").spec))`;
  const options = { cwd: root, env, encoding: "utf8", stdio: "pipe" } as const;
  return JSON.parse(execFileSync(process.execPath, ["--eval", print], options)) as string[];
}

describe("the e2e's drills", () => {
  for (const folder of ["test/e2e", "test/e2e/prod"]) {
    it(`run in groups that have each file of ${folder}, and no drill twice`, () => {
      const files = readdirSync(path.join(root, folder)).filter((name) =>
        name.endsWith(".test.ts"),
      );
      const all = files.map((name) => `${folder}/${name}`);
      assert.deepEqual(specs(folder).sort(), all.sort());
      const runs = groups.map((group) => specs(folder, group));
      assert.deepEqual(new Set(runs.flat()), new Set(all));
      const times = all.map((file) => runs.filter((run) => run.includes(file)).length);
      assert.ok(times.every((count) => count === 1 || count === groups.length));
      assert.ok(times.includes(1));
    });
  }

  it("are refused where it is unclear which are to run", () => {
    assert.throws(() => specs("test/e2e", "7/6"), /DRILLS is "7\/6", but must be 1\/6, 2\/6, 3/);
  });
});
