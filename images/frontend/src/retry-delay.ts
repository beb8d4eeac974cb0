import type { Problem } from "./problem.ts";

/** Seconds. */
const longest = 30;

/**
 * Milliseconds until a read is worth another try, after so many failures in a row. A part of it is
 * chance, so that all who were turned away together do not come back together.
 */
export function retryDelay(
  { retryAfter }: Problem,
  failures: number,
  chance = Math.random(),
): number {
  const seconds = retryAfter ?? Math.min(longest, 2 ** Math.min(failures, 10));
  return Math.max(1, seconds) * 1_000 * (1 + chance / 4);
}
