import type { Dependency } from "../dependency.ts";
import type { OutboxEntry, OutboxState, Tries, WithOutbox } from "./outbox-document.ts";
import type { Documents } from "./mongodb.ts";

const notEmpty = { outbox: { $ne: {} } };

/** The outboxes of a collection's documents, in the database. */
export class OutboxStore<Entry extends OutboxEntry> {
  readonly #database: Dependency;
  readonly #documents: () => Documents<WithOutbox<Entry>>;

  constructor(database: Dependency, documents: () => Documents<WithOutbox<Entry>>) {
    this.#database = database;
    this.#documents = documents;
  }

  /** What is searched for is in the indexes, and what the entries hold is not. */
  static async prepare(
    documents: Pick<Documents<WithOutbox<unknown>>, "createIndex">,
  ): Promise<void> {
    await documents.createIndex({ "outboxState.due": 1 }, { sparse: true });
    await documents.createIndex({ "outboxState.since": 1 }, { sparse: true });
  }

  /** Ids of documents with something that is due, longest due first. */
  async due(limit: number): Promise<string[]> {
    const found = await this.#database.use(() =>
      this.#documents()
        .find({ "outboxState.due": { $lte: new Date() } })
        .sort({ "outboxState.due": 1 })
        .project<Pick<WithOutbox<Entry>, "_id">>({ _id: 1 })
        .limit(limit)
        .toArray(),
    );
    return found.map(({ _id }) => _id);
  }

  read(_id: string): Promise<Pick<WithOutbox<Entry>, "outbox" | "outboxState"> | null> {
    const projection = { outbox: 1, outboxState: 1 };
    return this.#database.use(() => this.#documents().findOne({ _id }, { projection }));
  }

  /** Takes out what has been passed on. Does nothing when somebody else was faster. */
  async clear(_id: string, entry: Entry): Promise<void> {
    const [path, tries] = [`outbox.${entry.id}`, `outboxState.tries.${entry.id}`];
    // Almost always it is the only one, and one update does it.
    const only = { _id, outbox: { [entry.id]: entry } };
    if (await this.#update(only, { $unset: { [path]: "", outboxState: "" } })) return;
    // Whether others are left is then for the next look to see.
    await this.#update({ _id }, { $unset: { [path]: "", [tries]: "" } });
  }

  async failed(_id: string, entryId: string, tries: Tries): Promise<void> {
    const stillThere = { _id, [`outbox.${entryId}`]: { $exists: true } };
    await this.#update(stillThere, { $set: { [`outboxState.tries.${entryId}`]: tries } });
  }

  /** Says when to look at a document again, unless something was added since it was read. */
  async plan(_id: string, read: OutboxState, left: { at: Date; due: Date }[]): Promise<void> {
    const unchanged = { _id, "outboxState.due": read.due };
    if (left.length === 0) {
      await this.#update({ ...unchanged, outbox: {} }, { $unset: { outboxState: "" } });
      return;
    }
    const due = earliest(left.map((entry) => entry.due));
    const since = earliest(left.map(({ at }) => at));
    await this.#update(unchanged, {
      $set: { "outboxState.due": due, "outboxState.since": since },
    });
  }

  pending(): Promise<number> {
    const filter = { "outboxState.due": { $exists: true }, ...notEmpty };
    return this.#database.use(() => this.#documents().countDocuments(filter));
  }

  /** When the oldest entry was written. */
  async since(): Promise<Date | undefined> {
    const [oldest] = await this.#database.use(() =>
      this.#documents()
        .find({ "outboxState.since": { $exists: true }, ...notEmpty })
        .sort({ "outboxState.since": 1 })
        .project<Pick<WithOutbox<Entry>, "outboxState">>({ outboxState: 1 })
        .limit(1)
        .toArray(),
    );
    return oldest?.outboxState?.since;
  }

  /** Whether there was such a document. */
  async #update(filter: object, update: object): Promise<boolean> {
    const { matchedCount } = await this.#database.use(() =>
      this.#documents().updateOne(filter, update),
    );
    return matchedCount > 0;
  }
}

function earliest(times: Date[]): Date {
  return new Date(Math.min(...times.map(Number)));
}
