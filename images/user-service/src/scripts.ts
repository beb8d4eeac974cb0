/** The scripts in everyday use: https://www.unicode.org/reports/tr31/#Table_Recommended_Scripts */
const scripts = [
  ...[
    "Arabic",
    "Armenian",
    "Bengali",
    "Bopomofo",
    "Cyrillic",
    "Devanagari",
    "Ethiopic",
    "Georgian",
  ],
  ...[
    "Greek",
    "Gujarati",
    "Gurmukhi",
    "Han",
    "Hangul",
    "Hebrew",
    "Hiragana",
    "Kannada",
    "Katakana",
  ],
  ...["Khmer", "Lao", "Latin", "Malayalam", "Myanmar", "Oriya", "Sinhala", "Tamil", "Telugu"],
  ...["Thaana", "Thai", "Tibetan"],
];

/** What is written together: https://www.unicode.org/reports/tr39/#highly_restrictive */
const together = [
  ["Latin", "Han", "Hiragana", "Katakana"],
  ["Latin", "Han", "Bopomofo"],
  ["Latin", "Han", "Hangul"],
];

// Script_Extensions, since marks and digits are used with several scripts. Common and Inherited go with every one.
const oneScript = [...scripts.map((script) => [script]), ...together].map((members) => {
  const classes = [...members, "Common", "Inherited"].map((script) => `\\p{scx=${script}}`);
  return new RegExp(`^[${classes.join("")}]*$`, "u");
});

/** Whether letters of scripts that are not written together are mixed, as in a name made to look like another. */
export function mixesScripts(text: string): boolean {
  const composed = text.normalize("NFC");
  return !oneScript.some((pattern) => pattern.test(composed));
}
