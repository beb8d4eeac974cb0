import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { Image, type ImageArgs } from "../components/image";
import { deploy } from "./deploy";

describe("Image", () => {
  async function build(args: ImageArgs) {
    let reference = "";
    let pullPolicy = "";
    const stack = await deploy(() => {
      const image = new Image("app", args);
      ({ pullPolicy } = image);
      pulumi.output(image.reference).apply((value) => (reference = value));
    });
    return {
      stack,
      reference,
      pullPolicy,
      built: stack.one("docker:index/image:Image", "app").inputs,
    };
  }

  it("is pushed to the registry under its name, and deployed by the digest that the push gave", async () => {
    const { stack, reference, pullPolicy, built } = await build({
      context: "images/app",
      registry: "registry.test:5000/team",
    });
    assert.equal(built.imageName, "registry.test:5000/team/app");
    assert.equal(built.skipPush, false);
    assert.match(reference, /^registry\.test:5000\/team\/app@sha256:[0-9a-f]{64}$/);
    assert.equal(pullPolicy, "IfNotPresent");
    assert.deepEqual(stack.all("docker:index/tag:Tag"), []);
  });

  it("stays with its builder where there is no registry, under a tag that no other build has", async () => {
    const { stack, reference, pullPolicy, built } = await build({ context: "app", registry: "" });
    const tag = stack.one("docker:index/tag:Tag", "app").inputs;
    assert.equal(built.imageName, "app");
    assert.equal(built.skipPush, true);
    assert.equal(tag.sourceImage, "app");
    assert.equal(reference, tag.targetImage);
    assert.match(reference, /^app:[0-9a-f]{12}$/);
    assert.equal(pullPolicy, "Never");
    const other = await build({ context: "app", registry: "", args: { VERSION: "2" } });
    assert.notEqual(other.reference, reference);
  });

  it("gets the build arguments that it is given", async () => {
    const args = { BASE: "debian:12.12-slim", GREETING: pulumi.output("Hello") };
    const { built } = await build({ context: "app", registry: "registry.test", args });
    assert.deepEqual(built.build.args, { BASE: "debian:12.12-slim", GREETING: "Hello" });
  });

  it("is built by the Dockerfile in its context, unless another is named", async () => {
    const plain = await build({ context: "images/app", registry: "registry.test" });
    assert.equal(plain.built.build.context, "images/app");
    assert.equal(plain.built.build.dockerfile, "images/app/Dockerfile");
    const dockerfile = "images/app/Dockerfile";
    const shared = await build({ context: "images", dockerfile, registry: "registry.test" });
    assert.equal(shared.built.build.context, "images");
    assert.equal(shared.built.build.dockerfile, dockerfile);
  });

  it("is built for the platform that is named, and pushed by the user that is named", async () => {
    const { stack, built } = await build({
      context: "app",
      registry: "registry.test/team",
      platform: "linux/arm64",
      login: { host: "registry.test", username: "me", password: pulumi.secret("s3cret") },
    });
    assert.equal(built.build.platform, "linux/arm64");
    assert.deepEqual(built.registry, {
      server: "registry.test",
      username: "me",
      password: "s3cret",
    });
    const open = stack.resources.flatMap(({ leaves }) => leaves.filter(({ secret }) => !secret));
    assert.ok(open.every(({ value }) => !value.includes("s3cret")));
  });

  it("is kept when the stack gives it up, which would need a Docker daemon where none is at hand", async () => {
    const { stack } = await build({ context: "app", registry: "registry.test" });
    assert.equal(stack.one("docker:index/image:Image", "app").retainOnDelete, true);
  });

  it("leaves the platform and the login to Docker where nothing is named", async () => {
    const { built } = await build({ context: "app", registry: "registry.test" });
    assert.ok(!("registry" in built) && !("platform" in built.build));
  });

  describe("that is prebuilt", () => {
    const digest = `sha256:${"0a".repeat(32)}`;

    async function take(digests: Record<string, string>) {
      const source = { registry: "registry.test/team", digests };
      let reference = "";
      const stack = await deploy(() => {
        const app = new Image("app", { ...source, context: "app" });
        app.reference.apply((value) => (reference = value));
      });
      return { stack, reference };
    }

    it("is deployed by its digest, with nothing asked of Docker", async () => {
      const { stack, reference } = await take({ app: digest });
      assert.equal(reference, `registry.test/team/app@${digest}`);
      assert.deepEqual(
        stack.resources.filter(({ type }) => type.startsWith("docker:")),
        [],
      );
    });

    it("is refused without a digest, by its name", async () => {
      await assert.rejects(take({}), (error: Error) => {
        assert.ok(pulumi.RunError.isInstance(error));
        return /imageDigests has no digest of app\b/.test(error.message);
      });
    });
  });
});
