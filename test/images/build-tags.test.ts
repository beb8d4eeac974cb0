import assert from "node:assert/strict";
import { chmod, rename, rm, symlink, utimes } from "node:fs/promises";
import * as path from "node:path";
import { type Build, BuildTags } from "../../components/images/build-tags";
import { tempFolder } from "../sandbox/plugins/temp-folder";

describe("a build's tag", () => {
  const folder = tempFolder();
  const at = (name: string) => path.join(folder.path, "app", name);
  const build: Build = {
    context: "app",
    dockerfile: "app/Dockerfile",
    args: { A: "1", B: "2" },
    platform: "",
  };
  const tag = (changed: Partial<Build> = {}) =>
    new BuildTags().of({ ...build, ...changed }, folder.path);

  beforeEach(async () => {
    await folder.write({
      "app/Dockerfile": "FROM scratch\n",
      "app/.dockerignore": "notes\nDockerfile*\n",
      "app/src/a.ts": "one",
      "app/src/b.ts": "two",
      "app/notes": "anything",
      "app/other.Dockerfile": "FROM other\n",
    });
    await symlink("a.ts", at("src/link"));
  });

  it("is 12 hex digits, which no other machine, checkout or year has otherwise", () => {
    assert.equal(tag(), "ee68992422ed");
  });

  const changes: Record<string, () => Promise<unknown>> = {
    "an edit": () => folder.write({ "app/src/a.ts": "other" }),
    "a new file": () => folder.write({ "app/src/c.ts": "" }),
    "a file less": () => rm(at("src/b.ts")),
    "a rename": () => rename(at("src/b.ts"), at("src/c.ts")),
    "a file that can be executed": () => chmod(at("src/a.ts"), 0o744),
    "the Dockerfile, even where it is ignored": () =>
      folder.write({ "app/Dockerfile": "FROM other\n" }),
    "what is let in": () => folder.write({ "app/.dockerignore": "Dockerfile*\n" }),
    "a link that leads elsewhere": async () => {
      await rm(at("src/link"));
      await symlink("b.ts", at("src/link"));
    },
  };
  for (const [name, change] of Object.entries(changes)) {
    it(`is another after ${name}`, async () => {
      const before = tag();
      await change();
      assert.notEqual(tag(), before);
    });
  }

  const noChanges: Record<string, () => Promise<unknown>> = {
    "an ignored file": () => folder.write({ "app/notes": "else" }),
    "a time": () => utimes(at("src/a.ts"), 1, 1),
    "who may write": () => chmod(at("src/a.ts"), 0o600),
    "an empty folder": () => folder.write({ "app/new/x": "" }).then(() => rm(at("new/x"))),
  };
  for (const [name, change] of Object.entries(noChanges)) {
    it(`stays after ${name}`, async () => {
      const before = tag();
      await change();
      assert.equal(tag(), before);
    });
  }

  it("is another for other arguments, another platform or another Dockerfile", () => {
    const others = [
      tag(),
      tag({ args: { A: "1" } }),
      tag({ args: { A: "2", B: "1" } }),
      tag({ platform: "linux/arm64" }),
      tag({ dockerfile: "app/other.Dockerfile" }),
    ];
    assert.equal(new Set(others).size, others.length);
    assert.equal(tag({ args: { B: "2", A: "1" } }), others[0], "their order is none of it");
  });

  it("reads a context once for all that is made of it", async () => {
    const tags = new BuildTags();
    tags.of(build, folder.path);
    await rm(at("Dockerfile"));
    const again = tags.of({ ...build, args: {} }, folder.path);
    assert.match(again, /^[0-9a-f]{12}$/);
    assert.throws(() => tag(), /ENOENT/);
  });
});
