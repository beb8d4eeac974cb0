import { setTimeout as sleep } from "node:timers/promises";
import { Query } from "mingo";
import { updateOne } from "mingo/updater";
import type { Database, Documents } from "../../src/mongodb/mongodb.ts";
import { SeededRandom } from "./seeded-random.ts";

type Stored = Record<string, unknown> & { _id: string };

class Outage extends Error {
  override name = "Outage";
}

class Duplicate extends Error {
  readonly code = 11_000;
}

/**
 * MongoDB as far as the services use it: each operation on one document is one step, and nothing
 * spans two of them. Replicas share one. It can be gone, and lose answers of what it has done.
 */
export class MongoDouble {
  up = true;
  /** Called around each write, which waits for it; what it throws reaches the caller. */
  onWrite: (when: "before" | "after", collection: string) => void | Promise<void> = () => {};
  readonly #collections = new Map<string, Map<string, Stored>>();
  readonly #random = new SeededRandom(1);

  /** A replica's connection. */
  connect(prepare: (database: Database) => Promise<void>): Database {
    const database: Database = {
      collection: (name) => this.#documents(name) as never,
      open: async () => {
        await this.#turn();
        await prepare(database);
      },
      ping: () => this.#turn(),
      drop: () => {},
      close: async () => {},
      isOutage: (error) => error instanceof Outage,
    };
    return database;
  }

  all<Document>(collection: string): Document[] {
    return structuredClone([...this.#stored(collection).values()]) as Document[];
  }

  /** Fails the n-th write from now on, once, as a crash would: done or not, nobody hears of it. */
  loseWrite(nth: number, when: "before" | "after"): void {
    let left = nth;
    this.onWrite = (now) => {
      if (now !== when) return;
      left -= 1;
      if (left === 0) throw new Outage(`lost ${when} the write`);
    };
  }

  #stored(name: string): Map<string, Stored> {
    const stored = this.#collections.get(name) ?? new Map<string, Stored>();
    this.#collections.set(name, stored);
    return stored;
  }

  #documents(name: string): Documents<Stored> {
    const stored = this.#stored(name);
    const write = async <Result>(work: () => Result): Promise<Result> => {
      await this.#turn();
      await this.onWrite("before", name);
      const result = work();
      await this.onWrite("after", name);
      return result;
    };
    const found = (filter: object, projection?: object) =>
      structuredClone(new Query(filter).find<Stored>([...stored.values()], projection).all());

    const documents = {
      createIndex: async () => "index",
      insertOne: (document: Stored) =>
        write(() => {
          if (stored.has(document._id)) throw new Duplicate(document._id);
          stored.set(document._id, structuredClone(document));
        }),
      updateOne: (filter: object, modifier: object) =>
        write(() => updateOne([...stored.values()], filter, modifier, { cloneMode: "deep" })),
      findOne: async (filter: object, { projection }: { projection?: object } = {}) => {
        await this.#turn();
        return found(filter, projection)[0] ?? null;
      },
      countDocuments: async (filter: object) => {
        await this.#turn();
        return found(filter).length;
      },
      find: (filter: object) => {
        let [order, limit, fields]: [object, number, object] = [{ _id: 1 }, Infinity, {}];
        const cursor = {
          sort: (by: object) => ((order = by), cursor),
          limit: (most: number) => ((limit = most), cursor),
          project: (projection: object) => ((fields = projection), cursor),
          toArray: async () => {
            await this.#turn();
            const query = new Query(filter).find<Stored>([...stored.values()], fields);
            return structuredClone(
              query
                .sort(order as never)
                .all()
                .slice(0, limit),
            );
          },
        };
        return cursor;
      },
    };
    return documents as unknown as Documents<Stored>;
  }

  /** Time passes, so that others come in between; and it may have gone meanwhile. */
  async #turn(): Promise<void> {
    await (this.#random.chance(0.2) ? sleep(this.#random.below(3)) : undefined);
    if (!this.up) throw new Outage("the database is gone");
  }
}
