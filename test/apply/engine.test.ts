import * as assert from "node:assert/strict";
import { deployedDigests } from "../../scripts/apply/digests";
import { secretSettings } from "../../scripts/apply/secret-settings";
import { Failure } from "../../scripts/failure";
import { digest } from "./written";

describe("the digests of a stack's images", () => {
  const registry = { address: "registry.test" };
  const image = `registry.test/web@${digest}`;
  const nobody = () => Promise.reject(new Error("asked"));
  const digests = (last: Record<string, string>, address = "registry.test") =>
    deployedDigests("dev", { registry: { address }, images: {} }, async () => last);

  it("are those of the settings, and else of the last update", async () => {
    const images = { digests: { web: digest } };
    assert.deepEqual(await deployedDigests("dev", { registry, images }, nobody), { web: digest });
    assert.deepEqual(await digests({ web: image }), { web: image });
  });

  it("have to be somewhere: it says what to do where they are not", async () => {
    const remedy = /Deploy dev first, or set slipway:images\.digests in Pulumi\.dev\.yaml/;
    await assert.rejects(digests({}), remedy);
    const settings = { registry, images: {} };
    const unreadable = () => Promise.reject(new Failure("There is no stack dev."));
    await assert.rejects(deployedDigests("dev", settings, unreadable), remedy);
    await assert.rejects(deployedDigests("dev", settings, unreadable), /There is no stack dev\./);
    await assert.rejects(deployedDigests("dev", settings, nobody), /^Error: asked$/);
  });

  it("have to be of images that a cluster can pull", async () => {
    await assert.rejects(digests({ web: "web:0123456789ab" }, ""), /registry\.address is empty/);
    await assert.rejects(
      digests({ web: "web:0123456789ab" }),
      /web was deployed as web:0123456789ab/,
    );
    await assert.rejects(digests({ web: image }, "other.test"), /must be other\.test\/web at/);
  });
});

describe("settings that are secrets", () => {
  it("are asked of the stack where there are any, and nothing of it else", async () => {
    assert.deepEqual(await secretSettings([], () => Promise.reject(new Error("asked"))), {});
    const shown = async () => ({ "slipway:registry": { value: "{}" }, "slipway:other": {} });
    assert.deepEqual(await secretSettings(["slipway:registry"], shown), {
      "slipway:registry": "{}",
    });
  });

  it("fail by their keys where the stack has them not, or cannot be asked", async () => {
    await assert.rejects(
      secretSettings(["slipway:backups"], async () => ({})),
      /slipway:backups is to hold a secret/,
    );
    const refused = () => Promise.reject(new Failure("There is no stack prod."));
    await assert.rejects(
      secretSettings(["slipway:backups"], refused),
      /encrypted in slipway:backups only .* There is no stack prod\./,
    );
  });
});
