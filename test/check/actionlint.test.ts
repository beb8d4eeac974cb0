import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { actionlint } from "../sandbox/binaries";
import { build, judge } from "./tools";

const workflows = path.resolve(__dirname, "../../.github/workflows");
const read = (file: string) => fs.readFileSync(path.join(workflows, file), "utf8");

/** The tools that it would run where they are installed are left out: the same is found on every machine. */
const options = ["-format={{json .}}", "-shellcheck=", "-pyflakes=", "-"];

describe("actionlint", () => {
  before(() => build([actionlint]));

  async function findings(workflow: string): Promise<string[]> {
    const found = JSON.parse(await judge(actionlint, options, workflow)) as {
      line: number;
      message: string;
    }[];
    return found.map(({ line, message }) => `${line}: ${message}`);
  }

  for (const file of fs.readdirSync(workflows)) {
    it(`finds nothing in ${file}`, async () => {
      assert.deepEqual(await findings(read(file)), []);
    });
  }

  const mistakes: [what: string, from: string, to: string, said: RegExp][] = [
    ["an event that there is not", "pull_request:", "pull_requests:", /unknown Webhook event/],
    ["a job that is not there", "needs: dev", "needs: development", /needs job "development"/],
    ["a name that an expression cannot have", "${{ vars.", "${{ values.", /undefined variable/],
  ];
  for (const [what, from, to, said] of mistakes) {
    it(`would find ${what}`, async () => {
      const file = from === "pull_request:" ? "change.yml" : "deploy.yml";
      const workflow = read(file).replace(from, to);
      assert.notEqual(workflow, read(file));
      assert.match((await findings(workflow)).join("\n"), said);
    });
  }
});
