import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Dependency } from "../dependency.ts";
import { Failure } from "../failure.ts";
import { otherBody, underWay, type KeyDocument, type KeyedRequest } from "./idempotency-key.ts";
import { isDuplicate, type Database } from "./mongodb.ts";

/** Seconds after which a key is forgotten. */
const lifetime = 24 * 60 * 60;

/** Milliseconds, longer than a request takes: after a crash in its midst, the next one goes on with it. */
const turn = 20_000;

/** Milliseconds until a turn that could not be given up is tried to be given up again. */
const releasePause = 500;

/** What a server answers to an index that it does not know of. */
const notImplemented = 238;

/**
 * Does what has the same key of the same person once. What is going to be written, with the ids of it and the answer, is
 * put down under the key first. So whatever stops a request between the two, the next one carries out the very same,
 * where the id tells whether it is there already. A refusal has written nothing, and is not kept.
 * https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
 */
export class Idempotency<Plan> {
  readonly #database: Dependency;
  readonly #mongo: Database;

  constructor(database: Dependency, mongo: Database) {
    this.#database = database;
    this.#mongo = mongo;
  }

  static async prepare(mongo: Database): Promise<void> {
    const keys = mongo.collection<KeyDocument>("idempotency-keys");
    try {
      await keys.createIndex({ at: 1 }, { expireAfterSeconds: lifetime });
    } catch (error) {
      // Not every server with this protocol removes documents by itself. What is too old counts for nothing anyway.
      if (Object(error).code !== notImplemented) throw error;
    }
  }

  /**
   * @param plan What to write. Without a key, it is carried out as it is. Not called where it was planned before, and
   * may have been carried out.
   * @param carryOut Writes it. Safe to repeat.
   * @returns What was planned first.
   * @throws Failure 422 for a key of another body, 409 while the same is under way; whatever the two throw.
   */
  async once(
    { userId, key, body }: KeyedRequest,
    plan: () => Promise<Plan>,
    carryOut: (plan: Plan) => Promise<unknown>,
  ): Promise<Plan> {
    if (key === undefined) {
      const planned = await plan();
      await carryOut(planned);
      return planned;
    }
    const _id = `${userId} ${key}`;
    const fingerprint = createHash("sha256").update(JSON.stringify(body)).digest("hex");
    const known = await this.#database.use(() => this.#keys.findOne({ _id }));
    const isOver = known !== null && known.at.getTime() < Date.now() - lifetime * 1_000;
    if (known === null || isOver) {
      const planned = await plan();
      const begun = { fingerprint, plan: planned, at: new Date(), done: false };
      await this.#inTurn(_id, async (busyUntil) => {
        if (isOver) await this.#take({ _id, at: known.at }, { ...begun, busyUntil });
        else await this.#put({ _id, ...begun, busyUntil });
        await carryOut(planned);
      });
      return planned;
    }
    if (known.fingerprint !== fingerprint) throw otherBody();
    // What is stored is what has been planned.
    const planned = known.plan as Plan;
    if (known.done) return planned;
    if (known.busyUntil.getTime() > Date.now()) throw underWay();
    await this.#inTurn(_id, async (busyUntil) => {
      await this.#take({ _id, busyUntil: known.busyUntil, done: false }, { busyUntil });
      await carryOut(planned);
    });
    return planned;
  }

  async #inTurn(_id: string, work: (busyUntil: Date) => Promise<void>): Promise<void> {
    const busyUntil = new Date(Date.now() + turn);
    try {
      await work(busyUntil);
    } catch (error) {
      const released = this.#release(_id, busyUntil);
      // What is out of reach is not waited for.
      if (error instanceof Failure && error.status < 500) await released;
      throw error;
    }
    try {
      const done = { $set: { done: true } };
      await this.#database.use(() => this.#keys.updateOne({ _id }, done));
    } catch {
      // Whoever has the next turn finds it done.
      void this.#release(_id, busyUntil);
    }
  }

  async #put(document: KeyDocument): Promise<void> {
    try {
      await this.#database.use(() => this.#keys.insertOne(document));
    } catch (error) {
      throw isDuplicate(error) ? underWay() : error;
    }
  }

  async #take(from: Partial<KeyDocument>, to: Partial<KeyDocument>): Promise<void> {
    const { matchedCount } = await this.#database.use(() =>
      this.#keys.updateOne(from, { $set: to }),
    );
    if (matchedCount === 0) throw underWay();
  }

  /** Lets the next request have its turn at once. */
  async #release(_id: string, busyUntil: Date): Promise<void> {
    const free = { $set: { busyUntil: new Date(0) } };
    while (Date.now() < busyUntil.getTime()) {
      try {
        await this.#database.use(() => this.#keys.updateOne({ _id, busyUntil, done: false }, free));
        return;
      } catch {
        await sleep(releasePause, undefined, { ref: false });
      }
    }
  }

  get #keys() {
    return this.#mongo.collection<KeyDocument>("idempotency-keys");
  }
}
