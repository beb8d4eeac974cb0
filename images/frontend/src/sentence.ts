/** Words from a service as a sentence. */
export function sentence(words: string): string {
  const start = words.slice(0, 1).toLocaleUpperCase("en") + words.slice(1);
  return /[.!?…]$/.test(start) ? start : `${start}.`;
}
