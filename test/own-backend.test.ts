import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { Failure } from "../scripts/failure";
import { Stack } from "../scripts/stack";
import { podFolder } from "./stores/pod-folder";

const root = path.dirname(__dirname);
const file = path.join(root, "Pulumi.prod.yaml");

describe("a stack where the shell's own pulumi has it", () => {
  let folder: string;
  beforeEach(() => {
    folder = podFolder({
      pulumi: `echo "$@" >>"$CALLS"; pwd >>"$CALLS"; [ "$1" != "$FAILS" ] || { echo "no such stack" >&2; exit 1; }; echo "{}"`,
    });
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  const calls = () => path.join(folder, "calls");
  const stack = (fails = "none") =>
    new Stack(
      "prod",
      { PATH: `${folder}/bin:${process.env["PATH"]}`, CALLS: calls(), FAILS: fails },
      root,
      "own",
    );
  /** What pulumi was told, where the program is. */
  const told = () => {
    const lines = fs.readFileSync(calls(), "utf8").trim().split("\n");
    assert.equal(lines.at(-1), root);
    return lines[0];
  };

  it("is asked for by its name, and left the settings of its file", async () => {
    const before = fs.readFileSync(file, "utf8");
    await stack().prepare();
    assert.equal(fs.readFileSync(file, "utf8"), before);
    assert.equal(await stack().ask("stack", "output", "--json"), "{}\n");
    assert.equal(told(), "stack output --json --stack prod");
  });

  it("is there or not, and says what pulumi says where it is not", async () => {
    assert.deepEqual([await stack().exists(), await stack("stack").exists()], [true, false]);
    const refused = stack("stack").ask("stack", "output");
    await assert.rejects(
      refused,
      (error: Error) => error instanceof Failure && /no such stack/.test(error.message),
    );
  });

  it("is updated with the engine's events in a file", async () => {
    await stack().up(["--yes"], "/tmp/events", new AbortController().signal);
    assert.equal(told(), `up --yes --event-log /tmp/events --stack prod --config-file ${file}`);
  });

  it("is looked at by the URNs of what is in question", async () => {
    await stack().refresh(["urn:a", "urn:b"]);
    const targets = "--target urn:a --target urn:b";
    assert.equal(
      told(),
      `refresh --yes --skip-preview ${targets} --stack prod --config-file ${file}`,
    );
  });
});
