import * as assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import * as path from "node:path";
import type { Check } from "../../scripts/doctor/check";
import { holding } from "../../scripts/registry";
import type { Status } from "../../scripts/status/show";
import { registryDir } from "../sandbox/container-runtime";
import { eventually, kubectl, pods, templates } from "./cluster";
import { patchContainer, withVolume } from "./faults";
import { npm } from "./npm";
import { timed } from "./stages";

/**
 * Which of the stack's images is lost. Not one that begins as another does: where these are built beside each other, the
 * classic builder makes the same first layers twice, and later finds the cache of either.
 */
const name = "hello";

/** What an npm command has said. @throws when it ends otherwise. */
async function command(exit: number, name: string, ...args: string[]): Promise<string> {
  const { status, stdout, stderr } = await npm(name, ...args);
  assert.equal(status, exit, `${stdout}${stderr}`);
  return stdout;
}

async function imagesCheck(): Promise<Check | undefined> {
  const checks = JSON.parse(await command(0, "doctor", "dev", "--json")) as Check[];
  return checks.find((check) => check.name === "images");
}

describe("an image that the registry has lost", () => {
  let image = "";
  let atFirst: { templates: string[]; pods: string[] };

  const now = async () => ({
    templates: (await templates()).filter((one) => !one.includes(" puller ")).sort(),
    pods: (await pods()).flatMap(({ app, uid }) => (app === "puller" ? [] : [uid])).sort(),
  });

  before(async () => {
    const own = "--output=jsonpath={.spec.template.spec.containers[0].image}";
    image = await kubectl(["get", `deployment/${name}`, own]);
    assert.deepEqual(await holding(image), { is: "there" });
  });

  after(() => kubectl(["delete", "deployment/puller", "--ignore-not-found", "--now"]));

  it("is told by doctor, and by status where a pod is to pull it", async () => {
    atFirst = await now();
    const repositories = path.join(registryDir, "docker/registry/v2/repositories");
    await rm(path.join(repositories, name), { recursive: true });
    assert.deepEqual(await holding(image), { is: "lost" });
    const check = await imagesCheck();
    assert.equal(check?.level, "warn");
    assert.match(check.says, new RegExp(`^the registry has lost ${name}:`));

    const puller = withVolume("puller", image, ["sleep", "3600"], { emptyDir: {} });
    await kubectl(["apply", "--filename=-"], JSON.stringify(puller));
    // The node has it: as on one that has not, it is to be asked for.
    await patchContainer("deployment/puller", { imagePullPolicy: "Always" });
    await eventually("status tells of it", 60, async () => {
      const { findings } = JSON.parse(await command(1, "status", "--json")) as Status;
      const found = findings.find(({ part }) => part === "puller");
      if (found?.code !== "image-lost") return false;
      assert.match(found.mend, /^npm run up -- dev builds and pushes it again\.$/);
      return true;
    });
  });

  it("is pushed again by npm run up at the digest that it had, and no pod is replaced", async () => {
    const said = await timed("npm run up with an image to be pushed again", () =>
      command(0, "up", "dev"),
    );
    assert.match(said, new RegExp(`The registry has lost ${name}: built and pushed again`));
    assert.deepEqual(await holding(image), { is: "there" });
    assert.deepEqual(await now(), atFirst);
    // The kubelet itself would ask again after minutes.
    await kubectl(["rollout", "status", "deployment/puller", "--timeout=30s"]);
    assert.equal((await imagesCheck())?.level, "ok");
  });
});
