import * as assert from "node:assert/strict";
import { templates } from "../cluster";
import { timed } from "../stages";
import { configureForGood, prodStack } from "./stack";

describe("prebuilt images", () => {
  it("are the same ones, deployed with no Docker at hand", async () => {
    const images = JSON.parse(
      await prodStack().ask("stack", "output", "images", "--json"),
    ) as Record<string, string>;
    assert.ok(Object.keys(images).length >= 6);
    const before = await templates();
    await configureForGood({ "slipway:images": { digests: images } });
    const nowhere = { DOCKER_HOST: "tcp://127.0.0.1:1" };
    await timed("up with prebuilt images", () =>
      prodStack(nowhere).ask("up", "--yes", "--skip-preview"),
    );
    assert.deepEqual(await templates(), before);
  });
});
