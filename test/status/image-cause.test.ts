import assert from "node:assert/strict";
import type { Code } from "../../scripts/status/finding";
import { imageCause } from "../../scripts/status/image-cause";

const image = "registry.test/unauthorized-404:1";

describe("a pull that fails", () => {
  const said: [message: string, code: Code][] = [
    [`failed to resolve reference "${image}": ${image}: not found`, "image-missing"],
    [`manifest for ${image} not found: manifest unknown`, "image-missing"],
    ["failed with status code [manifests 1]: 401 Unauthorized", "pull-refused"],
    ["unexpected status from HEAD request: 403 Forbidden", "pull-refused"],
    [
      "pull access denied, repository does not exist or may require authorization: authorization failed",
      "pull-refused",
    ],
    ["no match for platform in manifest: not found", "image-platform"],
    ["no matching manifest for linux/arm64/v8 in the manifest list entries", "image-platform"],
    ["dial tcp: lookup registry.test: no such host", "registry-unreachable"],
    ["dial tcp 10.0.0.1:443: connect: connection refused", "registry-unreachable"],
    [
      "tls: failed to verify certificate: x509: signed by unknown authority",
      "registry-unreachable",
    ],
    [`Back-off pulling image "${image}"`, "starting"],
  ];
  for (const [message, code] of said) {
    it(`is ${code} by "${message}"`, () => {
      assert.equal(imageCause(image, "ErrImagePull", [message])?.code, code);
    });
  }

  it("is explained by what was said before, when the last message says nothing", () => {
    const messages = [`Back-off pulling image "${image}"`, `${image}: not found`];
    assert.equal(imageCause(image, "ImagePullBackOff", messages)?.code, "image-missing");
  });

  it("is image-lost of what was pushed once, and of nothing else", () => {
    const code = (message: string, ...images: string[]) =>
      imageCause(image, "ErrImagePull", [message], { stack: "dev", images })?.code;
    assert.equal(code(`${image}: not found`, image), "image-lost");
    assert.equal(code(`${image}: not found`, `${image}23`), "image-missing");
    assert.equal(code("401 Unauthorized", image), "pull-refused");
  });

  it("is no matter of images when the container waits for something else", () => {
    assert.equal(imageCause(image, "CrashLoopBackOff", ["not found"]), undefined);
  });

  it("is told of a name that is none, and of an image that only the node could have", () => {
    assert.equal(imageCause("A B", "InvalidImageName", [])?.code, "image-name");
    assert.equal(imageCause(image, "ErrImageNeverPull", [])?.code, "image-missing");
  });
});
