/** Embeddings, overrides and isolates: https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters */
const formatting = /[\u202a-\u202e\u2066-\u2069]/g;

/**
 * A text of others where no <bdi> can stand, such as in a title: without the characters that turn the
 * direction of what is around it, and isolated, since its own letters may run from right to left.
 */
export function isolate(text: string): string {
  return `\u2068${text.replace(formatting, "")}\u2069`;
}
