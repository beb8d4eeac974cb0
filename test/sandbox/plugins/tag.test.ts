import assert from "node:assert/strict";
import { FakeDocker } from "./fake-docker";
import { UNKNOWN } from "./property";
import { Tag } from "./tag";
import { tempFolder } from "./temp-folder";

describe("Tag", () => {
  const folder = tempFolder();
  const inputs = { sourceImage: "app:v1", targetImage: "app:abc", tagTriggers: ["a", "b"] };
  const offline = new Tag(() => assert.fail("nothing here needs docker"));

  it("tags the source and hands on its id", async () => {
    const docker = await FakeDocker.in(folder.path);
    await docker.answer("image", "echo sha256:123");
    const { id, outputs } = await new Tag(() => docker.cli).create(inputs, false);
    assert.equal(id, "app:v1.app:abc");
    assert.deepEqual(outputs, { ...inputs, sourceImageId: "sha256:123" });
    assert.deepEqual((await docker.calls())[0]?.arguments, ["tag", "app:v1", "app:abc"]);
  });

  it("does nothing in a preview", async () => {
    assert.equal((await offline.create(inputs, true)).outputs.sourceImageId, UNKNOWN);
  });

  it("is made anew for any change but the triggers' order", () => {
    const state = { ...inputs, sourceImageId: "sha256:123" };
    const changed = (news: typeof inputs) => [...offline.diff(state, news)];
    const replaced = { kind: "update", replace: true };
    assert.deepEqual(changed({ ...inputs, tagTriggers: ["b", "a"] }), []);
    assert.deepEqual(changed({ ...inputs, targetImage: "x:1" }), [["targetImage", replaced]]);
    assert.deepEqual(changed({ ...inputs, tagTriggers: [UNKNOWN] }), [["tagTriggers", replaced]]);
  });

  it("asks for both names", async () => {
    const { failures } = await offline.check({ sourceImage: "app:v1" });
    assert.deepEqual(
      failures.map(({ property }) => property),
      ["targetImage"],
    );
  });
});
