/** Few bookings of an event are under way at a time: seldom two of one stripe. */
const count = 64;

/** The stripe of a booking, whose id ends at random. */
export function stripeOf(bookingId: string): string {
  return `s${parseInt(bookingId.slice(-2), 16) % count}`;
}
