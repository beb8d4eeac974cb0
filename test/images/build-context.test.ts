import assert from "node:assert/strict";
import { join } from "node:path";
import { contextEntries } from "../../components/images/build-context";
import { tempFolder } from "../sandbox/plugins/temp-folder";

describe("contextEntries", () => {
  const folder = tempFolder();

  async function visible(files: string[], ignore: string, at = ".dockerignore"): Promise<string[]> {
    await folder.write(Object.fromEntries(files.map((name) => [name, ""])));
    await folder.write({ Dockerfile: "FROM scratch", [at]: ignore });
    const entries = contextEntries(folder.path, join(folder.path, "Dockerfile"));
    return entries
      .filter(({ stats }) => stats.isFile())
      .map(({ path }) => path)
      .filter((path) => path !== "Dockerfile" && !path.endsWith(".dockerignore"));
  }

  const cases: { name: string; files: string[]; ignore: string; left: string[] }[] = [
    {
      name: "a plain pattern is anchored at the root",
      files: ["a.log", "sub/a.log"],
      ignore: "a.log",
      left: ["sub/a.log"],
    },
    {
      name: "** means any depth, none included",
      files: ["a.log", "sub/a.log", "sub/deep/a.log", "a.txt"],
      ignore: "**/a.log",
      left: ["a.txt"],
    },
    {
      name: "* stays within a name",
      files: ["sub/a.ts", "sub/deep/a.ts"],
      ignore: "sub/*.ts",
      left: ["sub/deep/a.ts"],
    },
    {
      name: "? is one character",
      files: ["a1", "a12"],
      ignore: "a?",
      left: ["a12"],
    },
    {
      name: "a directory takes all within, with or without a slash at either end",
      files: ["one/x", "two/x", "three/x", "four/x", "five/x"],
      ignore: "one\ntwo/\n/three\n/four/",
      left: ["five/x"],
    },
    {
      name: "an exception brings back a file of an ignored directory",
      files: ["src/a", "src/keep/b", "src/keep/c"],
      ignore: "src\n!src/keep/b",
      left: ["src/keep/b"],
    },
    {
      name: "the last line that matches decides",
      files: ["README.md", "CHANGES.md"],
      ignore: "!README.md\n*.md",
      left: [],
    },
    {
      name: "everything but some",
      files: ["a", "b/c", "b/d", "package.json"],
      ignore: "*\n!package.json\n!b/c",
      left: ["b/c", "package.json"],
    },
    {
      name: "an exception with a wildcard is looked for wherever it may match",
      files: ["a/b/c.md", "a/b/c.ts", "d/e/f.ts", "d/x/f.ts"],
      ignore: "*\n!**/*.md\n!d/*/f.ts\nd/x",
      left: ["a/b/c.md", "d/e/f.ts"],
    },
    {
      name: "an exception for a directory holds for all within",
      files: ["a/b/c", "a/b/d/e", "a/f/g"],
      ignore: "*\n!/a/b/",
      left: ["a/b/c", "a/b/d/e"],
    },
    {
      name: "comments, blank lines and Windows line ends count for nothing",
      files: ["#a", "b", "c"],
      ignore: "# b\r\n\r\n  \r\nc\r\n",
      left: ["#a", "b"],
    },
    {
      name: "upper and lower case differ",
      files: ["A.txt", "b.txt"],
      ignore: "a.txt",
      left: ["A.txt", "b.txt"],
    },
  ];
  for (const { name, files, ignore, left } of cases)
    it(name, async () => assert.deepEqual(await visible(files, ignore), left));

  it("prefers the Dockerfile's own ignore file and leaves the other aside", async () => {
    await folder.write({ ".dockerignore": "b" });
    assert.deepEqual(await visible(["a", "b"], "a", "Dockerfile.dockerignore"), ["b"]);
  });

  it("walks by name, each directory's content right after it", async () => {
    const files = ["b", "a.txt", "a/z", "a/B", "Z"];
    assert.deepEqual(await visible(files, ""), ["Z", "a/B", "a/z", "a.txt", "b"]);
  });
});
