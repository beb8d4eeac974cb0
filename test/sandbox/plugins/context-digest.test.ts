import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { chmod, rename, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { contextDigest } from "./context-digest";
import { tempFolder } from "./temp-folder";

describe("contextDigest", () => {
  const folder = tempFolder();
  const at = (name: string) => join(folder.path, name);
  const digest = () => contextDigest(folder.path, at("Dockerfile"));

  beforeEach(async () => {
    await folder.write({
      Dockerfile: "FROM scratch\n",
      "Dockerfile.dockerignore": "notes\nDockerfile*\n",
      "src/a.ts": "one",
      "src/b.ts": "two",
      notes: "anything",
    });
    await symlink("a.ts", at("src/link"));
  });

  const changes: Record<string, () => Promise<void>> = {
    "an edit": () => writeFile(at("src/a.ts"), "other"),
    "a new file": () => writeFile(at("src/c.ts"), ""),
    "a file less": () => rm(at("src/b.ts")),
    "a rename": () => rename(at("src/b.ts"), at("src/c.ts")),
    "a mode": () => chmod(at("src/a.ts"), 0o755),
    "the Dockerfile, even where it is ignored": () => writeFile(at("Dockerfile"), "FROM other\n"),
    "the ignore file's effect": () => writeFile(at("Dockerfile.dockerignore"), "Dockerfile*\n"),
    "a link that leads elsewhere": async () => {
      await rm(at("src/link"));
      await symlink("b.ts", at("src/link"));
    },
  };
  for (const [name, change] of Object.entries(changes))
    it(`changes with ${name}`, async () => {
      const before = await digest();
      await change();
      assert.notEqual(await digest(), before);
    });

  const noChanges: Record<string, () => Promise<void>> = {
    "an ignored file": () => writeFile(at("notes"), "else"),
    "a modification time": () => utimes(at("src/a.ts"), 1, 1),
    "an empty directory": () => folder.write({ "new/x": "" }).then(() => rm(at("new/x"))),
  };
  for (const [name, change] of Object.entries(noChanges))
    it(`stays with ${name}`, async () => {
      const before = await digest();
      await change();
      assert.equal(await digest(), before);
    });

  it("is the official provider's: name, Go's mode, content hash and a zero byte each", async () => {
    await chmod(at("src/a.ts"), 0o640);
    await chmod(at("src/b.ts"), 0o755);
    const sha = (content: string) => createHash("sha256").update(content).digest();
    const expected = createHash("sha256");
    for (const [head, content] of [
      ["Dockerfile----------", "FROM scratch\n"],
      ["src/a.ts-rw-r-----", "one"],
      ["src/b.ts-rwxr-xr-x", "two"],
      ["src/linkLrwxrwxrwx", at("src/a.ts")],
    ] as const)
      expected.update(head).update(sha(content)).update("\0");
    assert.equal(await digest(), expected.digest("hex"));
  });

  it("refuses a link that leads nowhere", async () => {
    await symlink("missing", at("src/dangling"));
    await assert.rejects(digest(), /cannot follow the symbolic link .*src\/dangling/);
  });
});
