import { Failure, SharedReads, type Dependency, type Logger } from "@slipway/service-kit";
import type { Redis } from "./redis.ts";
import type { User, Users } from "./users.ts";

/**
 * Seconds. Nothing edits a user, so this bounds only memory, and how long a removed one is seen that was read just as it
 * was removed.
 */
const lifetime = 600;

/** Users read through the cache in Redis. Without Redis they come from MySQL, just more slowly. */
export class Profiles {
  readonly #dependency: Dependency;
  readonly #redis: Redis;
  readonly #users: Users;
  readonly #log: Logger;
  readonly #reads = new SharedReads((id: string) => this.#read(id));

  constructor(dependency: Dependency, redis: Redis, users: Users, log: Logger) {
    this.#dependency = dependency;
    this.#redis = redis;
    this.#users = users;
    this.#log = log;
  }

  byId(id: string): Promise<User | undefined> {
    return this.#reads.of(id);
  }

  async #read(id: string): Promise<User | undefined> {
    const cached = await this.#cache((key) => this.#redis.client.get(key), id);
    if (typeof cached === "string") return JSON.parse(cached);
    const user = await this.#users.byId(id);
    // That there is no such user is not kept: ids are made here, so only strangers ask for others,
    // and would fill Redis with them.
    if (user) void this.keep(user);
    return user;
  }

  /** Never fails: a cache that could not be filled is only empty. */
  async keep(user: User): Promise<void> {
    const expiration = { type: "EX", value: lifetime } as const;
    const value = JSON.stringify(user);
    await this.#cache((key) => this.#redis.client.set(key, value, { expiration }), user.id);
  }

  async forget(id: string): Promise<void> {
    await this.#cache((key) => this.#redis.client.del(key), id);
  }

  async #cache<Result>(work: (key: string) => Promise<Result>, id: string) {
    try {
      return await this.#dependency.use(() => work(this.#redis.key("profile", id)));
    } catch (error) {
      // A cache that refuses is none: who asks gets an answer all the same.
      if (!(error instanceof Failure)) this.#log.error({ err: error }, "the cache failed");
      return undefined;
    }
  }
}
