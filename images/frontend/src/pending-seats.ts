interface Change {
  from: number;
  to: number;
  until: number;
}

/** Milliseconds that the event service may take to hear of a booking before what it says is believed. */
const patience = 15_000;

/**
 * The bookings of this page that the event service has yet to hear of: until it has, a count that
 * was right before one is shown as it will be after it.
 */
export class PendingSeats {
  readonly #changes = new Map<string, Change>();

  /** @param left as they were shown before */
  expect(eventId: string, left: number, booked: number, now = Date.now()): void {
    // Of two bookings in a row, the service may still be before the first.
    const last = this.#changes.get(eventId);
    const from = last && last.until > now && last.to === left ? last.from : left;
    this.#changes.set(eventId, { from, to: Math.max(0, left - booked), until: now + patience });
  }

  forget(eventId: string): void {
    this.#changes.delete(eventId);
  }

  /** @param counted by the event service */
  seatsLeft(eventId: string, counted: number, now = Date.now()): number {
    const change = this.#changes.get(eventId);
    const isBefore = change && now < change.until && counted <= change.from;
    return isBefore ? Math.min(counted, change.to) : counted;
  }
}
