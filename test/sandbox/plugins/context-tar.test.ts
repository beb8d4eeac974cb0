import assert from "node:assert/strict";
import { createWriteStream } from "node:fs";
import { chmod, symlink } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { list } from "tar";
import { contextTar } from "./context-tar";
import { filesOf } from "./fake-docker";
import { tempFolder } from "./temp-folder";

describe("contextTar", () => {
  const folder = tempFolder();
  const at = (name: string) => join(folder.path, name);

  async function pack(context: string, dockerfile: string) {
    const tar = await contextTar(at(context), at(dockerfile));
    await pipeline(tar.stream, createWriteStream(at("out.tar")));
    return { dockerfile: tar.dockerfile, files: await filesOf(at("out.tar")) };
  }

  it("holds what the ignore file leaves, in order, directories and links as they are", async () => {
    await folder.write({
      "app/Dockerfile": "FROM scratch",
      "app/.dockerignore": "*.log\n.dockerignore",
      "app/b.txt": "b",
      "app/a/x": "x",
      "app/no.log": "",
    });
    await symlink("a/x", at("app/link"));
    const { dockerfile, files } = await pack("app", "app/Dockerfile");
    assert.equal(dockerfile, "Dockerfile");
    assert.deepEqual(Object.entries(files), [
      ["Dockerfile", "FROM scratch"],
      ["a", "/"],
      ["a/x", "x"],
      ["b.txt", "b"],
      ["link", "-> a/x"],
    ]);
  });

  it("gives a Dockerfile outside the context a name that COPY does not see", async () => {
    await folder.write({ "docker/web.Dockerfile": "FROM scratch", "app/a": "a" });
    const { dockerfile, files } = await pack("app", "docker/web.Dockerfile");
    assert.match(dockerfile, /^\.dockerfile\.[0-9a-f]{20}$/);
    assert.equal(files[dockerfile], "FROM scratch");
    assert.deepEqual(files[".dockerignore"]?.trim().split(/\n+/), [".dockerignore", dockerfile]);
  });

  it("does the same for an ignored Dockerfile, and keeps the ignore file's lines", async () => {
    await folder.write({ "app/Dockerfile": "FROM scratch", "app/.dockerignore": "Docker*" });
    const { dockerfile, files } = await pack("app", "app/Dockerfile");
    assert.equal(files[dockerfile], "FROM scratch");
    assert.equal("Dockerfile" in files, false);
    assert.deepEqual(files[".dockerignore"]?.trim().split(/\n+/), ["Docker*", dockerfile]);
  });

  it("keeps modes and times, and gives all to root", async () => {
    await folder.write({ "app/Dockerfile": "FROM scratch", "app/run.sh": "" });
    await chmod(at("app/run.sh"), 0o755);
    await pack("app", "app/Dockerfile");
    const seen: Record<string, unknown> = {};
    await list({
      file: at("out.tar"),
      onReadEntry: ({ path, mode, uid, gid, mtime }) => {
        seen[path] = { mode, uid, gid, recent: Date.now() - Number(mtime) < 60_000 };
      },
    });
    assert.deepEqual(seen["run.sh"], { mode: 0o755, uid: 0, gid: 0, recent: true });
  });

  it("takes long names and more than a pipe holds", async () => {
    const name = `${"long-".repeat(40)}/file`;
    await folder.write({ "app/Dockerfile": "F", [`app/${name}`]: "x".repeat(1_000_000) });
    const { files } = await pack("app", "app/Dockerfile");
    assert.equal(files[name]?.length, 1_000_000);
  });
});
