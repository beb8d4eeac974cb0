import assert from "node:assert/strict";
import { mixesScripts } from "../src/scripts.ts";

describe("mixesScripts", () => {
  const cases: [text: string, mixes: boolean][] = [
    ["ada_lovelace-1815.x", false],
    ["Ümit", false],
    ["u\u0308mit", false],
    ["Владимир7", false],
    ["日本語ひらがなカタカナ", false],
    ["tokyo東京", false],
    ["서울seoul", false],
    ["٣٣٣", false],
    ["हिन्दी", false],
    ["12345", false],
    // A Cyrillic а, and a Greek ο.
    ["\u0430da", true],
    ["g\u03bfogle", true],
    ["Ада\u0391", true],
    ["한국ひらがな", true],
    // Cherokee, in capitals like those of Latin.
    ["\u13aa\u13d4", true],
  ];
  for (const [text, mixes] of cases) {
    it(`${mixes ? "refuses" : "takes"} ${text}`, () => assert.equal(mixesScripts(text), mixes));
  }
});
