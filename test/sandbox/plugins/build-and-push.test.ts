import assert from "node:assert/strict";
import { access } from "node:fs/promises";
import { join } from "node:path";
import { buildAndPush } from "./build-and-push";
import { FakeDocker } from "./fake-docker";
import { imageInputs } from "./image-inputs";
import type { Log } from "./plugin";
import type { Properties } from "./property";
import { tempFolder } from "./temp-folder";

const ID = `sha256:${"1".repeat(64)}`;
const DIGEST = `sha256:${"2".repeat(64)}`;
const NAME = "registry.test/app:v1";

describe("buildAndPush", () => {
  const folder = tempFolder();
  const context = () => join(folder.path, "app");
  let docker: FakeDocker;
  let lines: string[];
  const log: Log = {
    message: (severity, text) => void lines.push(`${severity}: ${text}`),
    status: (text) => void lines.push(text),
  };

  beforeEach(async () => {
    lines = [];
    await folder.write({ "app/Dockerfile": "FROM scratch", "app/a.txt": "a" });
    docker = await FakeDocker.in(folder.path);
    await docker.answer("image", `echo "${ID} linux/arm64"`);
    await docker.answer("push", `echo "5f70: Pushed"; echo "v1: digest: ${DIGEST} size: 528"`);
  });

  function run(more: Properties = {}, build: Properties = {}, push = true, to = log) {
    const inputs = { imageName: NAME, build: { context: context(), ...build }, ...more };
    return buildAndPush(docker.cli, imageInputs(inputs), push, to);
  }
  const commands = async () => (await docker.calls()).map((call) => call.arguments[0]);

  it("builds from the packed context, pushes, and hands on the pushed digest", async () => {
    assert.deepEqual(await run(), {
      baseImageName: NAME,
      context: context(),
      dockerfile: "Dockerfile",
      imageName: NAME,
      platform: "linux/arm64",
      registryServer: "",
      repoDigest: `registry.test/app@${DIGEST}`,
    });
    const [build, inspect, push] = await docker.calls();
    const file = ["--file", "Dockerfile", "--tag", NAME];
    assert.deepEqual(build?.arguments, ["build", "--force-rm", ...file, "-"]);
    assert.deepEqual(build?.files, { Dockerfile: "FROM scratch", "a.txt": "a" });
    assert.match(build?.environment ?? "", /^DOCKER_BUILDKIT=0$/m);
    assert.deepEqual(inspect?.arguments.slice(0, 2), ["image", "inspect"]);
    assert.deepEqual(push?.arguments, ["push", NAME]);
    assert.ok(lines.includes("5f70: Pushed"));
  });

  it("passes on every option of the build", async () => {
    await docker.answer("pull", "echo no such manifest >&2; exit 1");
    const cached = "registry.test/app:cache";
    await run(
      {},
      {
        args: { A: "1", B: "two words" },
        ...{ target: "final", platform: "linux/amd64", network: "none" },
        addHosts: ["db:10.0.0.1"],
        cacheFrom: { images: [cached] },
      },
    );
    const [pull, build] = await docker.calls();
    assert.deepEqual(pull?.arguments, ["pull", cached]);
    assert.ok(lines.some((line) => /^warning: Failed to pull .*no such manifest/s.test(line)));
    assert.deepEqual(build?.arguments.slice(6), [
      ...["--target", "final", "--platform", "linux/amd64", "--network", "none"],
      ...["--build-arg", "A=1", "--build-arg", "B=two words"],
      ...["--add-host", "db:10.0.0.1", "--cache-from", cached, "-"],
    ]);
  });

  it("hands on the image's id where nothing is ever pushed", async () => {
    assert.equal((await run({ skipPush: true })).repoDigest, ID);
    assert.deepEqual(await commands(), ["build", "image"]);
  });

  it("knows no digest while the push is still to come", async () => {
    assert.equal("repoDigest" in (await run({}, {}, false)), false);
    assert.deepEqual(await commands(), ["build", "image"]);
  });

  it("logs in by a configuration that is gone afterwards, never by an argument", async () => {
    const registry = { server: "registry.test", username: "me", password: "pass word" };
    const outputs = await run({ registry });
    const calls = await docker.calls();
    const auth = Buffer.from("me:pass word").toString("base64");
    for (const command of ["build", "push"]) {
      const { config = "{}" } = calls.find((call) => call.arguments[0] === command) ?? {};
      const { auths, credHelpers } = JSON.parse(config);
      assert.deepEqual([auths["registry.test"], credHelpers["registry.test"]], [{ auth }, ""]);
    }
    const seen = [outputs, lines, calls.map((call) => [call.arguments, call.environment])];
    assert.ok(!JSON.stringify(seen).includes("pass word"));
    const gone = /^DOCKER_CONFIG=(.*)$/m.exec(calls[0]?.environment ?? "")?.[1] ?? "/";
    await assert.rejects(access(gone));
  });

  it("removes that configuration after a failure too", async () => {
    await docker.answer("build", "exit 1");
    await assert.rejects(run({ registry: { username: "me", password: "secret" } }));
    const [build] = await docker.calls();
    assert.ok(JSON.parse(build?.config ?? "{}").auths["registry.test"]);
    const gone = /^DOCKER_CONFIG=(.*)$/m.exec(build?.environment ?? "")?.[1] ?? "/";
    await assert.rejects(access(gone));
  });

  it("shows the end of a failed build", async () => {
    const steps = 'i=0; while [ $i -lt 90 ]; do i=$((i+1)); echo "step $i"; done';
    await docker.answer(
      "build",
      `${steps}; printf "\\033[91mtsc: no such file\\033[0m\\n" >&2; exit 2`,
    );
    await assert.rejects(run(), (error: Error) => {
      assert.match(error.message, /^docker build failed:\n/);
      assert.match(error.message, /\ntsc: no such file$/);
      assert.ok(!error.message.includes("step 60\n"));
      return true;
    });
  });

  it("fails where a push names no digest", async () => {
    await docker.answer("push", "echo done");
    await assert.rejects(run(), /named no digest for registry\.test\/app:v1/);
  });

  it("stops a build when the update is cancelled", async () => {
    await docker.answer("build", "echo started; exec sleep 30");
    const started = Date.now();
    const status = (text: string) => void (text === "started" && docker.cli.cancel());
    await assert.rejects(run({}, {}, true, { ...log, status }), /docker build was cancelled/);
    assert.ok(Date.now() - started < 5000);
  });
});
