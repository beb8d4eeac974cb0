import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { versions } from "../../components/images/versions";

const root = path.join(__dirname, "../..");
const file = "components/images/versions.ts";

describe("the third-party images", () => {
  const text = fs.readFileSync(path.join(root, file), "utf8");

  it("are each at an exact version", () => {
    for (const image of Object.values(versions)) assert.match(image, /:\d+\.\d+\.?\d*(-[\w.]+)*$/);
  });

  it("are what each Dockerfile builds on by hand, where no argument names another", () => {
    const kinds = Object.entries(versions).map(([kind, image]) => [
      `${kind.toUpperCase()}_IMAGE`,
      image,
    ]);
    const expected = new Map(kinds as [string, string][]);
    const dockerfiles = fs
      .readdirSync(path.join(root, "images"))
      .map((folder) => path.join(root, "images", folder, "Dockerfile"))
      .filter((dockerfile) => fs.existsSync(dockerfile));
    assert.ok(dockerfiles.length > 0);
    for (const dockerfile of dockerfiles) {
      const declared = fs
        .readFileSync(dockerfile, "utf8")
        .matchAll(/^ARG (\w+_IMAGE)(?:=(.*))?$/gm);
      const bases = [...declared].map(([, name = "", base]) => [name, base] as const);
      assert.ok(bases.length > 0, dockerfile);
      for (const [name, base] of bases) assert.equal(base, expected.get(name), dockerfile);
    }
  });

  it("are all found by what raises their versions", () => {
    const { customManagers } = JSON.parse(
      fs.readFileSync(path.join(root, ".github/renovate.json"), "utf8"),
    ) as { customManagers: { managerFilePatterns: string[]; matchStrings: string[] }[] };
    const [manager] = customManagers.filter((one) => one.managerFilePatterns.includes(file));
    const found = [...text.matchAll(new RegExp(manager?.matchStrings[0] ?? "", "g"))].map(
      ({ groups }) => `${groups?.["depName"]}:${groups?.["currentValue"]}`,
    );
    assert.deepEqual(found, Object.values(versions));
  });

  it("are all found by what scans them for known flaws", () => {
    const workflow = fs.readFileSync(path.join(root, ".github/workflows/scan.yml"), "utf8");
    const pattern = /grep -oE '([^']+)'/.exec(workflow)?.[1] ?? "";
    const found = text
      .match(new RegExp(pattern, "g"))
      ?.map((quoted) => JSON.parse(quoted) as string);
    assert.deepEqual(found, Object.values(versions));
  });
});
