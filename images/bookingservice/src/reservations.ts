import { Failure } from "@slipway/service-kit";
import type { Idempotency, Outbox } from "@slipway/service-kit/mongodb";
import type { Booking, Bookings } from "./bookings.ts";
import { cancellation, newBooking, type Change, type Wish } from "./change.ts";
import { countIn, refusal, type Seats } from "./seats.ts";

/** So often, at most, others of the same stripe may be faster. */
const maxTries = 20;

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

  /**
   * @param key The header Idempotency-Key.
   * @throws Failure 404 for an event that is not known, 409 when it is cancelled or over, or has too few seats left, 503
   * when too many others are faster.
   */
  async make(wish: Wish, key?: string): Promise<Booking> {
    const { userId, eventId, seats } = wish;
    // Only who makes the plan can be sure that it was never tried.
    let count: number | undefined;
    const plan = async () => {
      const event = await this.#seats.event(eventId);
      const refused = refusal(event, seats);
      if (refused) throw refused;
      const planned = newBooking(wish, event);
      count = countIn(event, planned.booking.bookingId);
      return planned;
    };
    const change = await this.#keys.once(
      { userId, key, body: { eventId, seats } },
      plan,
      (planned) => this.#carryOut(planned, count),
    );
    return { ...change.booking, status: "booked" };
  }

  /**
   * Frees the seats once, however often it is asked for.
   * @throws Failure 503 when too many others are faster.
   */
  async cancel(booking: Booking, requestId: string): Promise<void> {
    const { status, ...facts } = booking;
    if (status === "booked") await this.#carryOut(cancellation(facts, requestId));
  }

  /** @param first The count of the stripe where the change was never tried. @default it may have happened already */
  async #carryOut(change: Change, first?: number): Promise<void> {
    let count = first;
    for (let tries = 0; tries < maxTries; tries += 1) {
      if (count === undefined) {
        const seen = await this.#seats.look(change);
        if (seen.happened) return this.#follow(seen.happened);
        if (await this.#bookings.has(change)) return;
        const { kind, booking } = change;
        const refused = kind === "made" ? refusal(seen.event, booking.seats) : undefined;
        if (refused) {
          // Only an earlier try can be under way still.
          if (first !== undefined || (await this.#seats.giveUp(change, seen.count))) throw refused;
          continue;
        }
        count = seen.count;
      }
      if (await this.#decided(this.#seats.change(change, count))) return this.#follow(change);
      count = undefined;
    }
    const message = "too many others book or cancel right now, try again shortly";
    throw new Failure(503, "overloaded", message, { retryAfter: 1 });
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
