import assert from "node:assert/strict";
import { join } from "node:path";
import { checkImage } from "./image-check";
import type { Log } from "./plugin";
import { UNKNOWN, type Properties } from "./property";
import { tempFolder } from "./temp-folder";

const NAME = "registry.test/app:v1";

describe("checkImage", () => {
  const folder = tempFolder();
  const context = () => join(folder.path, "app");
  let lines: string[];
  const log: Log = {
    message: (severity, text) => void lines.push(`${severity}: ${text}`),
    status: () => assert.fail("a check takes no time"),
  };

  beforeEach(async () => {
    lines = [];
    await folder.write({ "app/Dockerfile": "FROM scratch" });
  });

  const check = (more: Properties, build: Properties = {}) => {
    const known = { context: context(), platform: "linux/amd64" };
    return checkImage({ imageName: NAME, build: { ...known, ...build }, ...more }, log);
  };

  it("fills in the defaults and the digest of the context", async () => {
    const inputs = { imageName: NAME, build: { context: context() } };
    const { build, ...rest } = await checkImage(inputs, log);
    const { contextDigest, ...known } = build as Properties;
    assert.match(String(contextDigest), /^[0-9a-f]{64}$/);
    assert.deepEqual(rest, { imageName: NAME, buildOnPreview: false });
    const platform = `linux/${process.arch === "x64" ? "amd64" : process.arch}`;
    const dockerfile = join(context(), "Dockerfile");
    assert.deepEqual(known, { context: context(), dockerfile, platform });
    assert.match(lines.join(), /^info: Building your image for linux/);
  });

  it("says nothing of a platform that is given, and keeps it", async () => {
    const { build } = await check({}, { platform: "linux/s390x" });
    assert.equal((build as Properties).platform, "linux/s390x");
    assert.deepEqual(lines, []);
  });

  it("leaves what is not known yet for the update", async () => {
    const { build } = await check({}, { context: UNKNOWN, args: { A: UNKNOWN } });
    assert.deepEqual(build, { context: UNKNOWN, platform: "linux/amd64", args: { A: UNKNOWN } });
    assert.equal((await check({ imageName: UNKNOWN, build: UNKNOWN })).build, UNKNOWN);
  });

  const mistakes: [what: string, more: Properties, build: Properties, error: RegExp][] = [
    ["a missing Dockerfile", {}, { dockerfile: "/none" }, /could not open .*none"$/],
    ["a short name", { imageName: "app:v1" }, {}, /"app:v1".*fully qualified/],
    ["an unknown builder", {}, { builderVersion: "V3" }, /"V3".*BuilderBuildKit, BuilderV1/],
    ["a cache without images", {}, { cacheFrom: {} }, /needs `images`/],
    [
      "a short cache name",
      { skipPush: true },
      { cacheFrom: { images: ["app"] } },
      /"app".*fully qualified/,
    ],
  ];
  for (const [what, more, build, error] of mistakes)
    it(`refuses ${what}`, () => assert.rejects(check(more, build), error));

  it("knows where a Dockerfile is that was named from within its context", async () => {
    // A path of the program's working directory, as programs give it.
    const context = "test/sandbox/plugins";
    const wrong = checkImage({ imageName: NAME, build: { context, dockerfile: "image.ts" } }, log);
    await assert.rejects(
      wrong,
      /"image\.ts"\. Try setting .* to "test\/sandbox\/plugins\/image\.ts"/,
    );
  });

  it("takes a short name where nothing is pushed, or the registry is named", async () => {
    await check({ imageName: "app:v1", skipPush: true });
    await check({ imageName: "app:v1", registry: { server: "registry.test" } });
  });
});
