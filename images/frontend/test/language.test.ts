import assert from "node:assert/strict";
import { localeOf, preferredLanguage } from "../src/language.tsx";
import { en } from "../src/text/en.tsx";
import { zh } from "../src/text/zh.tsx";

describe("the language", () => {
  const cases: [browser: string[], language: string, locale: string][] = [
    [[], "en", "en-GB"],
    [["en-US", "zh-CN"], "en", "en-US"],
    [["zh-TW"], "zh", "zh-TW"],
    [["ZH"], "zh", "ZH"],
    [["de-AT", "zh-CN", "en"], "zh", "zh-CN"],
    [["de-AT"], "en", "en-GB"],
  ];
  for (const [browser, language, locale] of cases) {
    it(`is ${language} with dates as in ${locale} for [${browser.join(", ")}]`, () => {
      const preferred = preferredLanguage(browser);
      assert.equal(preferred, language);
      assert.equal(localeOf(preferred, browser), locale);
    });
  }

  it("says the same things in Chinese, in Chinese", () => {
    const said = (text: object): string[] =>
      Object.values(text).flatMap((value: unknown) =>
        typeof value === "string" ? [value] : typeof value === "object" ? said(Object(value)) : [],
      );
    assert.equal(said(zh).length, said(en).length);
    for (const words of said(zh)) assert.match(words, /\p{Script=Han}/u);
    for (const words of said(en)) assert.doesNotMatch(words, /\p{Script=Han}/u);
  });

  it("puts a problem with a field as a sentence", () => {
    assert.equal(en.fieldProblem("Name", "is already taken"), "Name is already taken.");
    assert.equal(zh.fieldProblem("名称", "is already taken"), "名称已被使用。");
    assert.equal(zh.fieldProblem("名称", "at most 3"), "名称：At most 3.");
  });
});
