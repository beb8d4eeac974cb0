import * as assert from "node:assert/strict";
import * as path from "node:path";
import { Stack } from "../../scripts/stack";
import { env } from "./cluster";
import { devStack } from "./dev";
import { median, record } from "./stages";

/**
 * How many times as long as that of as many ConfigMaps, and nothing else, a preview that finds nothing to do may take. The
 * SDK and the engine take their time for each resource, so that the figure beside an empty program, which is printed as
 * well, grows with the stack; this one says what the program adds, such as a check of its types.
 */
const limit = 1.6;
const rounds = 3;

/** The most that dev may have: each costs every preview its time. */
const mostResources = 120;

describe("a preview without a change", () => {
  const stack = devStack();
  const empty = new Stack("empty", env(), path.join(__dirname, "empty"));
  const bare = new Stack("bare", env(), path.join(__dirname, "bare"));

  let resources: number;

  before(async () => {
    const { deployment } = JSON.parse(await stack.ask("stack", "export")) as {
      deployment: { resources: unknown[] };
    };
    resources = deployment.resources.length;
    await empty.prepare();
    await bare.prepare({ "bare:objects": resources });
    for (const program of [empty, bare]) await program.ask("up", "--yes", "--skip-preview");
  });
  after(() => bare.ask("destroy", "--yes", "--skip-preview"));

  it(`is of at most ${mostResources} resources`, () => {
    record("resources of the stack", String(resources));
    assert.ok(resources <= mostResources, String(resources));
  });

  it(`takes at most ${limit} times as long as of as many ConfigMaps`, async () => {
    const taken: { empty: number; bare: number; stack: number }[] = [];
    for (let round = 0; round < rounds; round++) {
      taken.push({
        empty: await preview(empty),
        bare: await preview(bare),
        stack: await preview(stack),
      });
    }
    const seconds = (of: "empty" | "bare" | "stack") => median(taken.map((round) => round[of]));
    record("preview of an empty program", `${seconds("empty").toFixed(2)} s`);
    record("preview of as many ConfigMaps as resources", `${seconds("bare").toFixed(2)} s`);
    record("preview of the stack", `${seconds("stack").toFixed(2)} s`);
    record("times that of the empty program", (seconds("stack") / seconds("empty")).toFixed(2));
    record("times that of the ConfigMaps", (seconds("stack") / seconds("bare")).toFixed(2));
    // One quiet round is enough: what else the machine does comes and goes.
    const ratios = taken.map((round) => round.stack / round.bare);
    assert.ok(Math.min(...ratios) <= limit, `the ratios are ${ratios.join(", ")}`);
  });
});

/** @returns the seconds that it took. */
async function preview(program: Stack): Promise<number> {
  const start = process.hrtime.bigint();
  await program.ask("preview", "--expect-no-changes");
  return Number(process.hrtime.bigint() - start) / 1e9;
}
