import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { BuildTags } from "../../components/images/build-tags";
import { builtImage, type ImageArgs, type ImageSource } from "../../components/images/built-image";
import { deploy } from "../deploy";

describe("an image that is built", () => {
  const plain: ImageSource = {
    registry: "registry.test:5000/team",
    login: undefined,
    platform: "",
    cluster: "a",
    bases: { NODE_IMAGE: "node:1", RUNTIME_IMAGE: "debian:2", NGINX_IMAGE: "nginx:3" },
    tags: new BuildTags(),
  };

  const onTheKit = { context: "images", dockerfile: "images/service-kit/Dockerfile" };

  async function build(args: ImageArgs, source: Partial<ImageSource> = {}, name = "hello") {
    let reference = "";
    const stack = await deploy(() => {
      builtImage(name, args, { ...plain, ...source }, {}).apply((value) => (reference = value));
    });
    return { stack, reference, built: stack.one("docker:index/image:Image", name).inputs };
  }

  it("is pushed to the registry under its name and a tag, and deployed by the digest that the push gave", async () => {
    const { stack, reference, built } = await build({});
    assert.match(built.imageName, /^registry\.test:5000\/team\/hello:[0-9a-f]{12}$/);
    assert.equal(built.skipPush, false);
    assert.match(reference, /^registry\.test:5000\/team\/hello@sha256:[0-9a-f]{64}$/);
    assert.deepEqual(stack.all("docker:index/tag:Tag"), []);
  });

  it("is pushed under a tag that no other build has, so that what was deployed before keeps its own", async () => {
    const builds: Parameters<typeof build>[] = [
      [{}],
      [{ args: { VERSION: "2" } }],
      [{}, { platform: "linux/arm64" }],
      [{}, { bases: { NGINX_IMAGE: "nginx:4" } }],
      [onTheKit, {}, "eventservice"],
      [onTheKit, {}, "bookingservice"],
    ];
    const tags = new Set<string | undefined>();
    for (const each of builds) tags.add((await build(...each)).built.imageName.split(":").pop());
    assert.equal(tags.size, builds.length);
  });

  it("stays with its builder where there is no registry, under a tag that no other build has", async () => {
    const { stack, reference, built } = await build({}, { registry: "" });
    const tag = stack.one("docker:index/tag:Tag", "hello").inputs;
    assert.equal(built.imageName, "hello");
    assert.equal(built.skipPush, true);
    assert.equal(tag.sourceImage, "hello");
    assert.equal(reference, tag.targetImage);
    assert.match(reference, /^hello:[0-9a-f]{12}$/);
    const other = await build({ args: { VERSION: "2" } }, { registry: "" });
    assert.notEqual(other.reference, reference);
  });

  it("gets its own build arguments, and of the shared ones those that its Dockerfile takes", async () => {
    const { built } = await build({ args: { VERSION: "2" } });
    assert.deepEqual(built.build.args, { NGINX_IMAGE: "nginx:3", VERSION: "2" });
    const service = await build(onTheKit, {}, "user-service");
    assert.deepEqual(service.built.build.args, {
      NODE_IMAGE: "node:1",
      RUNTIME_IMAGE: "debian:2",
      SERVICE: "user-service",
    });
  });

  it("is built by the Dockerfile in its folder, from that folder, or by one that others share", async () => {
    const { built } = await build({});
    assert.equal(built.build.context, "images/hello");
    assert.equal(built.build.dockerfile, "images/hello/Dockerfile");
    const shared = await build(onTheKit, {}, "user-service");
    assert.equal(shared.built.build.context, "images");
    assert.equal(shared.built.build.dockerfile, onTheKit.dockerfile);
  });

  for (const [what, name, args, missing] of [
    ["a folder", "shop", {}, "images/shop"],
    ["a folder, by a Dockerfile that is shared", "shop", onTheKit, "images/shop"],
    ["a Dockerfile", "eventservice", {}, "images/eventservice/Dockerfile"],
    ["the Dockerfile that is named", "hello", { dockerfile: "a/Dockerfile" }, "a/Dockerfile"],
    ["the context that is named", "hello", { context: "pages" }, "pages"],
  ] as const) {
    it(`is refused without ${what}, by the path where it is looked for`, async () => {
      await assert.rejects(build(args, {}, name), (error: Error) => {
        assert.ok(pulumi.RunError.isInstance(error), "the engine would print a stack trace");
        return error.message.startsWith(`${missing} does not exist`);
      });
    });
  }

  it("is kept when the stack gives it up, which would need a Docker daemon where none is at hand", async () => {
    const { stack } = await build({});
    assert.equal(stack.one("docker:index/image:Image", "hello").retainOnDelete, true);
  });
});
