import { start } from "../../sandbox/sandbox";
import { eventually, pods } from "../cluster";
import { timed } from "../stages";
import { clear } from "./clear";
import { configure, prodStack } from "./stack";

describe("up of prod", () => {
  before("a machine without an earlier run's remains", async () => {
    await start();
    await clear();
    await configure();
  });

  it("deploys the same program by another file", async () => {
    await timed("up of prod", () => prodStack().pulumi("up", "--yes", "--skip-preview"));
    // A service that has just started is a busy one: its autoscaler may be adding a pod.
    await eventually("every pod is ready", 60, async () => {
      const all = await pods();
      return all.length >= 15 && all.every(({ ready }) => ready);
    });
  });

  it("changes nothing the second time", async () => {
    await timed("second up of prod, no change", () =>
      prodStack().ask("up", "--yes", "--skip-preview", "--expect-no-changes"),
    );
  });
});
