import type { Dependency } from "@slipway/service-kit";
import type { Database } from "@slipway/service-kit/mongodb";
import type { EventDocument } from "./event-document.ts";

interface PageQuery {
  /** `upcoming` are those that have not begun, soonest first; `past` the others, latest first. */
  when: "upcoming" | "past";
  limit: number;
  /** What `cursorOf` says of the last one of the page before. */
  cursor?: string;
}

/** The events in the order of their start, and of their ids where that is the same: a page is a range of one index. */
export class EventList {
  readonly #database: Dependency;
  readonly #mongo: Database;

  constructor(database: Dependency, mongo: Database) {
    this.#database = database;
    this.#mongo = mongo;
  }

  static async prepare(mongo: Database): Promise<void> {
    await mongo.collection<EventDocument>("events").createIndex({ start: 1, _id: 1 });
  }

  async page({ when, limit, cursor }: PageQuery): Promise<EventDocument[]> {
    const [order, after] = when === "past" ? ([-1, "$lt"] as const) : ([1, "$gt"] as const);
    const [time, id] = cursor?.split("_") ?? [];
    const start = time === undefined ? new Date() : new Date(Number(time));
    // Each part is a range by itself, so that it makes no difference how many begin at the same time.
    const rest = [{ start: { [after]: start } }, { start, _id: { [after]: id } }];
    const filter = id === undefined ? { start: { [after]: start } } : { $or: rest };
    return this.#database.use(() =>
      this.#documents.find(filter).sort({ start: order, _id: order }).limit(limit).toArray(),
    );
  }

  get #documents() {
    return this.#mongo.collection<EventDocument>("events");
  }
}

/** Milliseconds since 1970, and the id, as the schema of a page's query has them. */
export function cursorOf({ _id, start }: Pick<EventDocument, "_id" | "start">): string {
  return `${start.getTime()}_${_id}`;
}
