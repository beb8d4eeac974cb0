import * as assert from "node:assert/strict";

import { step } from "./step";

async function printed(isTTY: boolean, lines: string[]): Promise<string> {
  let text = "";
  const output = { isTTY, write: (part: string) => (text += part) };
  await step("Debian", async (progress) => lines.forEach(progress), output);
  return text;
}

describe("a step", () => {
  it("is named before its first line of progress, whoever reads it", async () => {
    for (const isTTY of [true, false]) {
      const text = await printed(isTTY, ["the base system", "its packages"]);
      assert.match(
        text,
        /^ {2}Debian …\n {4}the base system\n {4}its packages\n {2}Debian +0\.\d s\n$/,
      );
    }
  });

  it("is one line in a log if it has nothing to tell", async () => {
    assert.match(await printed(false, []), /^ {2}Debian +0\.\d s\n$/);
  });
});
