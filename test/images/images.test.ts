import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { Service } from "../../components/service";
import { repositoryOf } from "../../scripts/repository";
import { anyImage as image, type Deployed, deployApp, type TestSettings } from "../deploy";

const digest = `sha256:${"0a".repeat(32)}`;
const address = "registry.test:5000/team";

describe("the images of a stack", () => {
  function web(settings: TestSettings): Promise<Deployed> {
    return deployApp((app) => void new Service("web", { app, image, port: 80 }), settings, {
      secretKeys: ["slipway:registry"],
    });
  }
  const built = (stack: Deployed) => stack.one("docker:index/image:Image", "hello").inputs;
  const run = (stack: Deployed) => stack.workloads[0]?.pod.spec.containers[0];

  it("are built for the platform that is named, and pushed as Docker is configured", async () => {
    const stack = await web({ registry: { address }, images: { platform: "linux/arm64" } });
    assert.equal(repositoryOf(built(stack).imageName), `${address}/hello`);
    assert.equal(built(stack).build.platform, "linux/arm64");
    assert.ok(!("registry" in built(stack)));
    assert.ok(!("platform" in built(await web({})).build));
  });

  it("are pushed with a user name and a password, at the registry's host, and show neither", async () => {
    const stack = await web({ registry: { address, username: "me", password: "s3cret" } });
    const server = "registry.test:5000";
    assert.deepEqual(built(stack).registry, { server, username: "me", password: "s3cret" });
    const open = stack.resources.flatMap(({ leaves }) => leaves.filter(({ secret }) => !secret));
    assert.ok(open.every(({ value }) => !value.includes("s3cret")));
  });

  it("are built for one cluster: on another they are built anew", async () => {
    const image = (await web({})).one("docker:index/image:Image", "hello");
    assert.equal(image.replacementTrigger, "kube-system-uid");
    const tag = (await web({ registry: { address: "" } })).one("docker:index/tag:Tag", "hello");
    assert.equal(tag.replacementTrigger, "kube-system-uid");
  });

  it("are those of digests, or of references that end in them, with nothing asked of Docker", async () => {
    for (const value of [digest, `other.test/web@${digest}`]) {
      const stack = await web({ registry: { address }, images: { digests: { hello: value } } });
      assert.equal(run(stack)?.image, `${address}/hello@${digest}`);
      assert.equal(run(stack)?.imagePullPolicy, "IfNotPresent");
      assert.deepEqual(
        stack.resources.filter(({ type }) => type.startsWith("docker:")),
        [],
      );
    }
  });

  for (const [what, settings, mistake] of [
    [
      "digests without a registry",
      { registry: { address: "" }, images: { digests: { hello: digest } } },
      /^images\.digests is set, but registry\.address is empty/,
    ],
    [
      "an image without its digest",
      { registry: { address }, images: { digests: { other: digest } } },
      /^images\.digests\.hello is missing, but must be sha256:/,
    ],
    [
      "a user name without a password",
      { registry: { address, username: "me" } },
      /^registry\.password is missing, but registry\.username is set: pulumi config set --secret --path/,
    ],
    [
      "a user name that is two words",
      { registry: { address, username: "a b", password: "s3cret" } },
      /^registry\.username is "a b", but must be /,
    ],
    [
      "a password without a user name, and does not tell it",
      { registry: { address, password: "s3cret" } },
      /^registry\.password is set, but registry\.username is not(?!.*s3cret)/,
    ],
    [
      "a login where there is no registry",
      { registry: { address: "", username: "me", password: "s3cret" } },
      /^registry\.username is set, but registry\.address is empty/,
    ],
    [
      "a tag in the place of a digest",
      { images: { digests: { hello: "registry.test/app:1.2" } } },
      /^images\.digests\.hello is "registry.test\/app:1.2", but must be sha256: and 64 /,
    ],
    [
      "a digest that is too short",
      { images: { digests: { hello: "sha256:0a" } } },
      /^images\.digests\.hello is "sha256:0a", but must be /,
    ],
  ] as [string, TestSettings, RegExp][]) {
    it(`refuse ${what}`, async () => {
      await assert.rejects(web(settings), (error: Error) => {
        const [, ...mistakes] = error.message.split("\n- slipway:");
        assert.ok(pulumi.RunError.isInstance(error));
        assert.ok(
          mistakes.some((one) => mistake.test(one)),
          error.message,
        );
        return true;
      });
    });
  }
});
