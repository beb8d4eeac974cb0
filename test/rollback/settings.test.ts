import assert from "node:assert/strict";
import { Failure } from "../../scripts/failure";
import { isSame, rollback } from "../../scripts/rollback/settings";

const image = (name: string, digit: string) => `localhost:5000/${name}@sha256:${digit.repeat(64)}`;
const plain = (objectValue: object) => ({
  value: JSON.stringify(objectValue),
  objectValue,
  secret: false,
});
const secret = { secret: true };
const sealed = { secure: "v1:abc" };

describe("the settings of a rollback", () => {
  const images = { hello: image("hello", "1") };
  const deployed = { hello: image("hello", "2") };

  it("are those of then, with the digests of its images", () => {
    const config = {
      "slipway:services": plain({ hello: { replicas: 2 } }),
      "slipway:images": plain({ platform: "linux/amd64" }),
    };
    const today = {
      config: { "slipway:services": { hello: { replicas: 9 } }, "slipway:jobs": {} },
      encryptionsalt: "v1:salt",
    };
    const { settings, kept, newer } = rollback({ config, images }, today, deployed);
    assert.deepEqual(settings, {
      encryptionsalt: "v1:salt",
      config: {
        "slipway:services": { hello: { replicas: 2 } },
        "slipway:images": { platform: "linux/amd64", digests: images },
      },
    });
    assert.deepEqual([kept, newer], [[], []]);
    assert.deepEqual(today.config["slipway:services"], { hello: { replicas: 9 } });
  });

  it("leave as they are what holds secrets, then or today", () => {
    const config = { "slipway:registry": secret, "slipway:stores": plain({ a: { replicas: 1 } }) };
    const registry = { address: "a.test", password: sealed };
    const stores = { a: { external: { password: sealed } } };
    const today = { config: { "slipway:registry": registry, "slipway:stores": stores } };
    const { settings, kept } = rollback({ config, images }, today, deployed);
    assert.deepEqual(settings.config?.["slipway:registry"], registry);
    assert.deepEqual(settings.config?.["slipway:stores"], stores);
    assert.deepEqual(kept.sort(), ["slipway:registry", "slipway:stores"]);
  });

  it("never have the value of a secret that is none any more", () => {
    const { settings, kept } = rollback({ config: { "slipway:jobs": secret }, images }, {}, {});
    assert.deepEqual(Object.keys(settings.config ?? {}), ["slipway:images"]);
    assert.deepEqual(kept, ["slipway:jobs"]);
  });

  it("have the images of today for what there was not then", () => {
    const more = { ...deployed, shop: image("shop", "3") };
    const { settings, newer } = rollback({ config: {}, images }, {}, more);
    assert.deepEqual(settings.config?.["slipway:images"], { digests: { ...more, ...images } });
    assert.deepEqual(newer, ["shop"]);
  });

  it("are none for images without a digest", () => {
    assert.throws(
      () => rollback({ config: {}, images: { hello: "hello:0123456789ab" } }, {}, deployed),
      (error) => error instanceof Failure && /hello was deployed as hello:0123/.test(error.message),
    );
  });
});

describe("two updates", () => {
  const images = { hello: image("hello", "1") };
  const config = { "slipway:images": plain({}), "slipway:jobs": plain({ a: { b: 1, c: 2 } }) };

  it("are the same whether images were built or named by their digests", () => {
    const named = { ...config, "slipway:images": plain({ digests: images }) };
    assert.ok(isSame({ config, images }, { config: named, images }));
  });

  it("are the same in whatever order settings stand, and with defaults or without", () => {
    const other = { "slipway:jobs": plain({ a: { c: 2, b: 1 } }), "slipway:stores": plain({}) };
    assert.ok(isSame({ config, images }, { config: other, images }));
  });

  it("differ by an image, or by a setting", () => {
    assert.ok(!isSame({ config, images }, { config, images: { hello: image("hello", "2") } }));
    const other = { ...config, "slipway:jobs": plain({ a: { b: 1, c: 3 } }) };
    assert.ok(!isSame({ config, images }, { config: other, images }));
  });
});
