/** Milliseconds. */
const first = 2_000;
const longest = 300_000;

/**
 * Milliseconds until the next try after so many that failed: at first 1 to 2 s, then twice as long
 * each time, up to 5 min. Spread, so that what failed together does not come back together.
 */
export function pauseAfter(tries: number): number {
  const whole = Math.min(longest, first * 2 ** (tries - 1));
  return whole * (0.5 + Math.random() / 2);
}
