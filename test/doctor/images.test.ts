import assert from "node:assert/strict";
import type { CheckContext } from "../../scripts/doctor/check";
import { images } from "../../scripts/doctor/images";
import { Stack } from "../../scripts/stack";
import type { State } from "../../scripts/state";
import { RegistryServer } from "../registry-server";

const type = "docker:index/image:Image";

describe("the doctor's look at the images", () => {
  let registry: RegistryServer;
  beforeEach(async () => {
    registry = await RegistryServer.start(({ what }) => [what.includes("/lost/") ? 404 : 200]);
  });
  afterEach(() => registry.close());

  const built = (...names: string[]): State => ({
    version: 3,
    deployment: {
      resources: names.map((name) => ({
        ...{ urn: `urn:pulumi:dev::slipway::${type}::${name}`, type },
        outputs: { repoDigest: `${registry.host}/${name}@sha256:${"1".repeat(64)}` },
      })),
    },
  });
  const check = (state: State | undefined, others: object = {}) =>
    images({
      stack: new Stack("prod", {}, "/", "own"),
      settings: { images: {} },
      state: Promise.resolve(state),
      adopts: false,
      ...others,
    } as CheckContext);

  it("warns of what the registry has lost, with the command that pushes it again", async () => {
    const { level, says, mend = "" } = await check(built("hello", "lost"));
    assert.equal(level, "warn");
    assert.match(says, /^the registry has lost lost:/);
    assert.match(mend, /^npm run up -- prod builds/);
  });

  it("finds that all are there", async () => {
    const { level, says } = await check(built("hello", "user"));
    assert.deepEqual([level, says], ["ok", "the registry has all 2 that were pushed"]);
  });

  it("says nothing for certain of a registry that does not answer", async () => {
    const state = built("hello");
    registry.close();
    const { level, says } = await check(state);
    assert.equal(level, "skip");
    assert.match(says, /^whether the registry still has hello cannot be told: .* does not answer/);
  });

  it("has nothing to look for where nothing was pushed, or all is pushed again, or nothing is built", async () => {
    const digests = { settings: { images: { digests: { lost: "sha256:1" } } } };
    const all = await Promise.all([
      check(undefined),
      check(built()),
      check(built("lost"), { adopts: true }),
      check(built("lost"), digests),
    ]);
    assert.deepEqual(new Set(all.map(({ level }) => level)), new Set(["skip"]));
  });
});
