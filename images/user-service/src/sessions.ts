import { createHash, randomBytes } from "node:crypto";
import { Type, type Dependency } from "@slipway/service-kit";
import type { Redis } from "./redis.ts";

export const SessionVariables = {
  SESSIONS_PER_ACCOUNT: Type.Integer({
    minimum: 1,
    maximum: 1_000,
    default: 10,
    description:
      "sessions that an account may have at a time, from 1 to 1000; one more ends the oldest",
  }),
};

/** Seconds: the longest that OWASP's Session Management Cheat Sheet gives a working day's session. */
export const sessionLifetime = 8 * 3_600;

/** What a token looks like: an id's 16 bytes and 256 random bits, in base64url. */
export const tokenPattern = /^[\w-]{64}$/;
const idBytes = 16;
const secretBytes = 32;

/**
 * Sessions, in Redis: a sorted set for each account of when its sessions end, so that all of them end at once by one
 * key, and a key that a full Redis drops ends them as well. Whoever reads its RAM or its dump finds hashes, which
 * log nobody in.
 */
export class Sessions {
  readonly #dependency: Dependency;
  readonly #redis: Redis;
  readonly #limit: number;

  constructor(dependency: Dependency, redis: Redis, limit: number) {
    this.#dependency = dependency;
    this.#redis = redis;
    this.#limit = limit;
  }

  /** Begins a session, ending the oldest one over the limit, and returns its token, which stands nowhere else. */
  async begin(userId: string): Promise<string> {
    const bytes = [Buffer.from(userId.replaceAll("-", ""), "hex"), randomBytes(secretBytes)];
    const token = Buffer.concat(bytes).toString("base64url");
    const key = this.#key(userId);
    const now = Date.now();
    const session = { score: now + sessionLifetime * 1_000, value: hashOf(token) };
    await this.#dependency.use(() =>
      this.#redis.client
        .multi()
        .zRemRangeByScore(key, 0, now)
        .zAdd(key, session)
        .zRemRangeByRank(key, 0, -1 - this.#limit)
        .expire(key, sessionLifetime)
        .execTyped(),
    );
    return token;
  }

  async userId(token: string): Promise<string | undefined> {
    const userId = idIn(token);
    const ends = await this.#dependency.use(() =>
      this.#redis.client.zScore(this.#key(userId), hashOf(token)),
    );
    return ends !== null && ends > Date.now() ? userId : undefined;
  }

  /** Ends the session if there is one, so that it can be asked for twice. */
  async end(token: string): Promise<void> {
    const key = this.#key(idIn(token));
    await this.#dependency.use(() => this.#redis.client.zRem(key, hashOf(token)));
  }

  async endAll(userId: string): Promise<void> {
    await this.#dependency.use(() => this.#redis.client.del(this.#key(userId)));
  }

  #key(userId: string): string {
    return this.#redis.key("sessions", userId);
  }
}

function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}

function idIn(token: string): string {
  const id = Buffer.from(token, "base64url").toString("hex", 0, idBytes);
  return id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
