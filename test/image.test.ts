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
});
