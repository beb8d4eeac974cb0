import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as path from "node:path";

const file = path.join(path.dirname(import.meta.dirname), "src", "style.css");
const [light = "", dark = ""] = readFileSync(file, "utf8").split(
  "@media (prefers-color-scheme: dark)",
);

function colours(css: string): Map<string, string> {
  const [, root = ""] = /:root \{([^}]*)\}/.exec(css) ?? [];
  const found = root.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g);
  return new Map([...found].map(([, name = "", value = ""]) => [name, value]));
}

/** https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((start) => Number.parseInt(colour.slice(start, start + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

describe("style.css", () => {
  const texts: [text: string, ground: string, least: number][] = [
    ...["ink", "soft", "accent", "bad", "few"].map((text): [string, string, number] => [
      text,
      "paper",
      4.5,
    ]),
    ["ink", "raised", 4.5],
    ["on-accent", "accent", 4.5],
    ["accent", "tint", 4.5],
    ["ink", "tint", 4.5],
    ["ink", "bad-tint", 4.5],
    ["soft", "bad-tint", 4.5],
    ["bad", "bad-tint", 4.5],
    ["accent", "bad-tint", 4.5],
    ["paper", "ink", 4.5],
    // The edges of inputs: https://www.w3.org/TR/WCAG22/#non-text-contrast
    ["edge", "paper", 3],
    ["edge", "raised", 3],
  ];
  for (const [scheme, css] of [
    ["light", light],
    ["dark", dark],
  ] as const) {
    for (const [text, ground, least] of texts) {
      it(`has enough contrast of ${text} on ${ground} in the ${scheme} scheme`, () => {
        const all = colours(css);
        const [one, other] = [text, ground].map((name) => luminance(all.get(name) ?? "")) as [
          number,
          number,
        ];
        const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
        assert.ok(contrast >= least, `${contrast}`);
      });
    }
  }

  it("moves nothing for who wants no motion", () => {
    const moving = [...light.concat(dark).matchAll(/(transition|animation):\s[^;]*/g)].map(
      ([rule]) => rule,
    );
    assert.equal(moving.length, 2, moving.join());
    assert.ok(moving.includes("animation: appear 0s 5s forwards"));
    assert.match(dark, /prefers-reduced-motion: no-preference\) \{[^@]*transition:/);
  });
});
