import * as assert from "node:assert/strict";
import { stateOf } from "../../scripts/state";
import type { Status } from "../../scripts/status/show";
import { call } from "./api";
import { eventually, kubectl } from "./cluster";
import { devStack } from "./dev";
import { npm } from "./npm";
import { timed } from "./stages";

async function command(name: string, ...args: string[]): Promise<string> {
  const { status, stdout, stderr } = await npm(name, ...args);
  assert.equal(status, 0, `${stdout}${stderr}`);
  return stdout;
}

const says = async (message: string) =>
  eventually(`hello says ${message}`, 60, async () =>
    (await call("GET", "/", { host: "hello" })).text.includes(message),
  );

describe("npm run rollback", () => {
  const stack = devStack();
  const deploy = async (message: string) => {
    // One pod, for the time that ten take.
    await stack.prepare({
      "slipway:services": { hello: { replicas: 1, build: { MESSAGE: message } } },
    });
    await stack.ask("up", "--yes", "--skip-preview");
  };

  after(async () => {
    await stack.prepare();
    await stack.ask("up", "--yes", "--skip-preview");
  });

  it("deploys the images and settings of the update before again", async () => {
    await deploy("Hello before!");
    await deploy("Hello after!");
    await says("Hello after!");
    const list = (await command("rollback", "dev", "--list")).trim().split("\n");
    assert.match(list[0] ?? "", /what is deployed$/);
    assert.match(list[1] ?? "", /differs in hello, settings$/);
    const said = await timed("npm run rollback", () => command("rollback", "dev", "--yes"));
    assert.match(said, /is deployed\. The next npm run up goes forward again\./);
    await says("Hello before!");
    const { resources = [] } = (await stateOf(stack)).deployment;
    assert.ok(!resources.some(({ type }) => type === "docker:index/image:Image"));
  });

  it("leaves the state true: nothing is to be changed, and the next update goes forward", async () => {
    const list = (await command("rollback", "dev", "--list")).trim().split("\n");
    const same = list.filter((line) => line.endsWith("what is deployed"));
    assert.equal(same.length, 2);
    await deploy("Hello after!");
    await says("Hello after!");
  });

  it("has an image that is undone by hand told by status", async () => {
    await kubectl(["rollout", "undo", "deployment/hello"]);
    await eventually("hello is told", 90, async () => {
      const { stdout } = await npm("status", "--json");
      const { findings } = JSON.parse(stdout) as Status;
      return findings.map(({ part, code }) => `${part} ${code}`).join() === "hello changed-by-hand";
    });
  });
});
