import { Failure, type Dependency } from "@slipway/service-kit";
import { addToOutbox, type Database } from "@slipway/service-kit/mongodb";
import type { Change } from "./change.ts";
import type { EventDocument } from "./known-events.ts";
import { stripeOf } from "./stripe.ts";

/** What an event's document says to a change before it is tried. */
interface Seen {
  event: EventDocument;
  /** How often seats were taken and freed in the booking's stripe. */
  count: number;
  /** The change itself, where it has happened and is not recorded yet. */
  happened: Change | undefined;
}

/**
 * The seats of each event, in one document that does not grow with what is sold. Here alone it is
 * decided who has a seat: each change is one conditional update, so that the database puts them in a
 * row, and leaves itself in the same document for the rest to follow.
 *
 * A change happens once, however often it is tried, even where a try whose answer was lost is carried
 * out late. Every change raises the count of its booking's stripe, and is tried only at the count
 * that was read before it was looked for, first here and then in the bookings. Where it had happened
 * by then, it stood here, or was taken out because it was recorded, and was found. Where it has
 * happened since, the count is another.
 */
export class Seats {
  readonly #database: Dependency;
  readonly #mongo: Database;

  constructor(database: Dependency, mongo: Database) {
    this.#database = database;
    this.#mongo = mongo;
  }

  /** @throws Failure 404 for an event that is not known. */
  async event(_id: string): Promise<EventDocument> {
    const projection = { outbox: 0, outboxState: 0 };
    return known(await this.#database.use(() => this.#documents.findOne({ _id }, { projection })));
  }

  /** @throws Failure 404 for an event that is not known. */
  async look({ id, booking }: Change): Promise<Seen> {
    const filter = { _id: booking.eventId };
    const facts = { capacity: 1, seatsLeft: 1, cancelled: 1, end: 1, changes: 1 };
    const projection = { ...facts, [stripeCount(booking.bookingId)]: 1, [`outbox.${id}`]: 1 };
    const event = known(
      await this.#database.use(() => this.#documents.findOne(filter, { projection })),
    );
    return { event, count: countIn(event, booking.bookingId), happened: event.outbox?.[id] };
  }

  /** Whether it happens: not where the stripe's count is another, and where its seats are not there to be taken. */
  async change(change: Change, count: number): Promise<boolean> {
    const { bookingId, eventId: _id, seats } = change.booking;
    const stripe = stripeCount(bookingId);
    const [filter, seatsLeft] =
      change.kind === "made"
        ? [{ seatsLeft: { $gte: seats }, cancelled: false, end: { $gt: new Date() } }, -seats]
        : [{}, seats];
    const { matchedCount } = await this.#database.use(() =>
      this.#documents.updateOne(
        { _id, ...is(stripe, count), ...filter },
        { $inc: { seatsLeft, changes: 1, [stripe]: 1 }, ...addToOutbox(change) },
      ),
    );
    return matchedCount > 0;
  }

  /**
   * Sees to it that no earlier try happens any more, if none has: whoever is then refused gets no
   * seats later.
   */
  async giveUp({ booking }: Change, count: number): Promise<boolean> {
    const stripe = stripeCount(booking.bookingId);
    const { matchedCount } = await this.#database.use(() =>
      this.#documents.updateOne(
        { _id: booking.eventId, ...is(stripe, count) },
        { $inc: { [stripe]: 1 } },
      ),
    );
    return matchedCount > 0;
  }

  get #documents() {
    return this.#mongo.collection<EventDocument>("events");
  }
}

/** Where an event's document counts the changes of a booking's stripe; nowhere before the first. */
function stripeCount(bookingId: string): string {
  return `stripes.${stripeOf(bookingId)}`;
}

function is(field: string, count: number): Record<string, unknown> {
  return { [field]: count === 0 ? { $exists: false } : count };
}

function known(event: EventDocument | null): EventDocument {
  if (event) return event;
  throw new Failure(404, "not_found", "there is no such event to book");
}

export function countIn({ stripes }: Pick<EventDocument, "stripes">, bookingId: string): number {
  // Without any, a projection leaves them out.
  return stripes?.[stripeOf(bookingId)] ?? 0;
}

/** Why so many seats of an event cannot be had: 409 when it is cancelled or over, or has too few left. */
export function refusal(
  { cancelled, end, seatsLeft }: Pick<EventDocument, "cancelled" | "end" | "seatsLeft">,
  seats: number,
): Failure | undefined {
  if (cancelled) return new Failure(409, "event_cancelled", "the event is cancelled");
  if (end <= new Date()) {
    const message = `the event is over: it has ended at ${end.toISOString()}`;
    return new Failure(409, "event_over", message);
  }
  if (seatsLeft >= seats) return undefined;
  return new Failure(409, "too_few_seats", "the event has too few seats left", {
    fields: [{ field: "seats", message: "is more than there are left" }],
  });
}
