import assert from "node:assert/strict";
import { join } from "node:path";
import { FakeDocker } from "./fake-docker";
import { Image } from "./image";
import type { Log } from "./plugin";
import { plain, UNKNOWN, type Properties } from "./property";
import { tempFolder } from "./temp-folder";

const ID = `sha256:${"1".repeat(64)}`;
const DIGEST = `sha256:${"2".repeat(64)}`;
const NAME = "registry.test/app:v1";

describe("Image", () => {
  const folder = tempFolder();
  let docker: FakeDocker;
  let image: Image;
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
    image = new Image(() => docker.cli);
  });

  const context = () => join(folder.path, "app");
  const program = (more: Properties = {}, build: Properties = {}): Properties => ({
    imageName: NAME,
    build: { context: context(), platform: "linux/amd64", ...build },
    ...more,
  });
  const checked = async (news: Properties) => (await image.check(news, log)).inputs;
  const stateOf = async (news: Properties) =>
    plain((await image.create(await checked(news), false, log)).outputs);
  const changed = async (olds: Properties, news: Properties) =>
    Object.fromEntries(image.diff(await stateOf(olds), await checked(news)));

  describe("diff", () => {
    it("finds nothing in the same program", async () => {
      assert.deepEqual(await changed(program(), program()), {});
    });

    it("is an update in place for an edit, an argument or a name", async () => {
      const update = { kind: "update", replace: false };
      const state = await stateOf(program());
      await folder.write({ "app/a.txt": "edited" });
      assert.deepEqual(Object.fromEntries(image.diff(state, await checked(program()))), {
        build: update,
      });
      const args = program({}, { args: { A: UNKNOWN } });
      assert.deepEqual(await changed(program(), args), { build: update });
      const renamed = program({ imageName: "registry.test/app:v2" });
      assert.deepEqual(await changed(program(), renamed), { imageName: update });
    });

    it("does not build for a renewed password, but for another registry", async () => {
      const registry = (server: string, password: string) =>
        program({ registry: { server, username: "me", password } });
      assert.deepEqual(await changed(registry("a.test", "old"), registry("a.test", "new")), {});
      assert.deepEqual(await changed(registry("a.test", "old"), registry("b.test", "old")), {
        registry: { kind: "update", replace: false },
      });
    });
  });

  describe("preview", () => {
    it("neither builds nor knows a digest", async () => {
      const inputs = await checked(program());
      assert.deepEqual((await image.create(inputs, true, log)).outputs, inputs);
      assert.deepEqual(await image.update(inputs, true, log), inputs);
      assert.deepEqual(await docker.calls(), []);
    });

    it("builds with buildOnPreview, and pushes nothing", async () => {
      const inputs = await checked(program({ buildOnPreview: true }));
      assert.equal((await image.create(inputs, true, log)).outputs.repoDigest, undefined);
      const commands = (await docker.calls()).map((call) => call.arguments[0]);
      assert.deepEqual(commands, ["build", "image"]);
    });

    it("says why it cannot build while an argument is unknown", async () => {
      const inputs = await checked(program({ buildOnPreview: true }, { args: { A: UNKNOWN } }));
      await image.create(inputs, true, log);
      assert.deepEqual(await docker.calls(), []);
      assert.match(lines.join(), /warning: Minimum inputs for build are unresolved/);
    });
  });

  it("is built and pushed anew under another tag, and known by its digest alone", async () => {
    const renamed = await checked(program({ imageName: "registry.test/app:v2" }));
    const { repoDigest } = await image.update(renamed, false, log);
    const calls = (await docker.calls()).map((call) => call.arguments);
    assert.deepEqual(
      calls.map(([command]) => command),
      ["build", "image", "push"],
    );
    assert.deepEqual(calls[2], ["push", "registry.test/app:v2"]);
    assert.equal(repoDigest, `registry.test/app@${DIGEST}`);
  });

  it("is named after the image, and keeps its inputs as a secret", async () => {
    const { id, outputs } = await image.create(await checked(program()), false, log);
    assert.equal(id, NAME);
    const { __inputs } = outputs;
    assert.deepEqual(plain({ __inputs: __inputs ?? null }).__inputs, await checked(program()));
    assert.ok(Object.values(__inputs as Properties).includes("1b47061264138c4ac30d75fd1eb44270"));
  });

  it("warns of a user name without a password and uses docker's own configuration", async () => {
    await stateOf(program({ registry: { server: "registry.test", username: "me" } }));
    assert.match(lines.join(), /warning: password was not set, although username was/);
  });
});
