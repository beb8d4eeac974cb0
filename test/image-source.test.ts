import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { readConfig } from "../components/config";
import { defaultConfig, deploy } from "./deploy";

const digest = `sha256:${"0a".repeat(32)}`;
const registry = "registry.test:5000/team";

describe("where the images come from", () => {
  // Which gives the project its name.
  before(() => deploy(() => undefined));

  function read(changed: Record<string, string>) {
    const keys = Object.entries(changed).map(([key, value]) => [`slipway:${key}`, value]);
    const config = { ...defaultConfig(), ...Object.fromEntries(keys) };
    pulumi.runtime.setAllConfig(config, ["slipway:registryPassword"]);
    return readConfig().imageSource;
  }

  it("is a build for the platform that is named, pushed as Docker is configured", () => {
    assert.deepEqual(read({ registry, platform: "linux/arm64" }), {
      registry,
      platform: "linux/arm64",
    });
  });

  it("is reached with a user name and a password, at the registry's host", async () => {
    const { login } = read({ registry, registryUsername: "me", registryPassword: "s3cret" });
    assert.equal(login?.host, "registry.test:5000");
    assert.equal(login?.username, "me");
    assert.ok(await pulumi.isSecret(pulumi.output(login?.password)));
  });

  it("is a registry that has the digests, or references that end in them", () => {
    const imageDigests = JSON.stringify({ app: digest, web: `other.test/web@${digest}` });
    const { digests } = read({ registry, images: "prebuilt", imageDigests });
    assert.deepEqual(digests, { app: digest, web: digest });
  });

  it("is a build, whatever digests there are, until it is said to be prebuilt", () => {
    const { digests } = read({ registry, imageDigests: JSON.stringify({ app: digest }) });
    assert.equal(digests, undefined);
  });

  for (const [what, keys, mistake] of [
    ["prebuilt images without a registry", { images: "prebuilt" }, /^images is "prebuilt", but /],
    [
      "a user name without a password",
      { registry, registryUsername: "me" },
      /^registryUsername is "me", but there is no registryPassword/,
    ],
    [
      "a user name that is two words",
      { registry, registryUsername: "a b", registryPassword: "s3cret" },
      /^registryUsername is "a b", but must be /,
    ],
    [
      "a password without a user name, and does not tell it",
      { registry, registryPassword: "s3cret" },
      /^registryPassword is set, but registryUsername is empty(?!.*s3cret)/,
    ],
    [
      "a login where there is no registry",
      { registryUsername: "me", registryPassword: "s3cret" },
      /^registryUsername is "me", but registry is empty/,
    ],
    [
      "a tag in the place of a digest",
      { imageDigests: '{ "app": "registry.test/app:1.2" }' },
      /^imageDigests has "registry.test\/app:1.2" for app, but must have sha256: and 64 /,
    ],
    [
      "a digest that is too short",
      { imageDigests: '{ "app": "sha256:0a" }' },
      /^imageDigests has "sha256:0a" for app, but must /,
    ],
  ] as [string, Record<string, string>, RegExp][]) {
    it(`refuses ${what}`, () => {
      assert.throws(
        () => read(keys),
        (error: Error) => {
          const [, ...mistakes] = error.message.split("\n- slipway:");
          return (
            pulumi.RunError.isInstance(error) &&
            mistakes.length === 1 &&
            mistake.test(mistakes[0] ?? "")
          );
        },
      );
    });
  }

  it("refuses all of that at once", () => {
    assert.throws(
      () =>
        read({ images: "prebuilt", registryUsername: "me", imageDigests: '{ "a": 1, "b": 2 }' }),
      (error: Error) => error.message.split("\n- ").length === 6,
    );
  });
});
