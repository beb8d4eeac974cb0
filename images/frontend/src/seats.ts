/** A number of seats in words. */
export function seats(count: number): string {
  return count === 1 ? "1 seat" : `${count} seats`;
}
