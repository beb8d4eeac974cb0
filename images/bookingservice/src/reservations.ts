import { Failure } from "@slipway/service-kit";
import type { Idempotency, Outbox } from "@slipway/service-kit/mongodb";
import type { Booking, Bookings } from "./bookings.ts";
import type { Change, Seats } from "./seats.ts";

/**
 * Booking and cancelling: first the decision in the event's document, then the booking's record.
 * Whatever stops it between the two, the change stands in the event's outbox and is recorded from
 * there.
 */
export class Reservations {
  readonly #seats: Seats;
  readonly #bookings: Bookings;
  readonly #changes: Outbox<Change>;
  readonly #keys: Idempotency<Change>;

  constructor(
    seats: Seats,
    bookings: Bookings,
    changes: Outbox<Change>,
    keys: Idempotency<Change>,
  ) {
    this.#seats = seats;
    this.#bookings = bookings;
    this.#changes = changes;
    this.#keys = keys;
  }

  /** @param key The header Idempotency-Key. */
  async make(given: Parameters<Seats["plan"]>[0], key?: string): Promise<Booking> {
    const { userId, eventId, seats } = given;
    const change = await this.#keys.once(
      { userId, key, body: { eventId, seats } },
      () => this.#seats.plan(given),
      (planned, again) => this.#take(planned, again),
    );
    return { ...change.booking, status: "booked" };
  }

  /** Frees the seats once, however often it is asked for. */
  async cancel(booking: Booking, requestId: string): Promise<void> {
    if (booking.status === "cancelled") return;
    const { status: _, ...facts } = booking;
    const change = await this.#decided(this.#seats.free(facts, requestId));
    if (change) await this.#follow(change);
  }

  async #take(change: Change, again: boolean): Promise<void> {
    const { bookingId, userId } = change.booking;
    // Recorded, it may be cancelled by now, and would take its seats once more.
    if (again && (await this.#bookings.byId(bookingId, userId))) return;
    await this.#decided(this.#seats.take(change));
    await this.#follow(change);
  }

  /** A decision whose answer was lost may stand all the same: it is then found at once. */
  async #decided<Decision>(decision: Promise<Decision>): Promise<Decision> {
    try {
      return await decision;
    } catch (error) {
      if (!(error instanceof Failure) || error.status === 503) this.#changes.retry();
      throw error;
    }
  }

  /** What is decided is sure to be recorded, now or from the outbox: who was told otherwise would ask twice. */
  async #follow(change: Change): Promise<void> {
    try {
      await this.#bookings.record(change);
    } catch {
      return this.#changes.retry();
    }
    // Nobody has to wait for this: left in, the change would be recorded again, to no effect.
    const cleared = this.#changes.clear(change.booking.eventId, change);
    cleared.catch(() => this.#changes.retry());
  }
}
