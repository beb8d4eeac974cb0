import { Type, type Dependency, type Static } from "@slipway/service-kit";
import { RateLimiterMemory, RateLimiterRedis } from "rate-limiter-flexible";
import { Limit } from "./limit.ts";
import type { Redis } from "./redis.ts";

const points = (description: string, value: number) =>
  Type.Integer({ minimum: 1, maximum: 1_000_000, default: value, description });

/**
 * How often what may be abused may be done. A day's limit is five times that of the shorter time, and its counters live
 * longer than a session: a full Redis, which drops first what expires soonest, drops sessions before them.
 */
export const LimitVariables = {
  LOGIN_FAILURES_PER_ACCOUNT: points(
    "wrong passwords in 15 minutes on one account from one client, from 1 to 1000000",
    // 40 an hour, where OWASP ASVS 2.2.1 allows at most 100.
    10,
  ),
  LOGIN_FAILURES_PER_CLIENT: points(
    "wrong passwords in an hour from one client on all accounts together, from 1 to 1000000",
    // More people than these may stand behind one address, but few of them mistype.
    100,
  ),
  LOGINS_PER_ACCOUNT: points("logins in an hour to one account, from 1 to 1000000", 100),
  LOGINS_PER_CLIENT: points("logins in an hour from one client, from 1 to 1000000", 500),
  REGISTRATIONS_PER_CLIENT: points(
    "tries to register in an hour from one client, from 1 to 1000000",
    // A class of students behind one address, twice.
    100,
  ),
};
const Variables = Type.Object(LimitVariables);

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

export type Limits = ReturnType<typeof createLimits>;

/** The limits, counted in Redis for all replicas together. */
export function createLimits(
  dependency: Dependency,
  redis: Redis,
  variables: Static<typeof Variables>,
) {
  const storeClient = redisClient(dependency, redis);
  const limiters = (kind: string, points: number, duration: number, insured = false) =>
    [
      { name: kind, points, duration },
      { name: `${kind}-daily`, points: points * 5, duration: day },
    ].map(
      ({ name, ...limit }) =>
        new RateLimiterRedis({
          ...limit,
          storeClient,
          useRedisPackage: true,
          keyPrefix: redis.key(name, "").slice(0, -1),
          ...(insured && { insuranceLimiter: new RateLimiterMemory(limit) }),
        }),
    );
  const tooManyFailures = "too_many_failures";
  const tooManyRequests = "too_many_requests";
  return {
    failuresOnAccount: new Limit(
      limiters("failures-on-account", variables.LOGIN_FAILURES_PER_ACCOUNT, 15 * minute),
      tooManyFailures,
      "too many failed logins on this account from where you are",
    ),
    failuresOfClient: new Limit(
      limiters("failures-of-client", variables.LOGIN_FAILURES_PER_CLIENT, hour),
      tooManyFailures,
      "too many failed logins from where you are",
    ),
    loginsOfAccount: new Limit(
      limiters("logins-of-account", variables.LOGINS_PER_ACCOUNT, hour),
      tooManyRequests,
      "too many logins to this account",
    ),
    loginsOfClient: new Limit(
      limiters("logins-of-client", variables.LOGINS_PER_CLIENT, hour),
      tooManyRequests,
      "too many logins from where you are",
    ),
    // Needs no Redis otherwise, and is not refused without: each replica counts for itself then.
    registrationsOfClient: new Limit(
      limiters("registrations-of-client", variables.REGISTRATIONS_PER_CLIENT, hour, true),
      tooManyRequests,
      "too many registrations from where you are",
    ),
  };
}

/**
 * What rate-limiter-flexible asks of Redis. It would count by a script, but the account may run none; a transaction does
 * the same in one step.
 */
function redisClient(dependency: Dependency, redis: Redis) {
  return {
    eval: (_script: string, call: { keys: [string]; arguments: [string, string] }) =>
      dependency.use(async () => {
        const [key] = call.keys;
        const [change, seconds] = call.arguments.map(Number);
        const expiration = { type: "EX", value: seconds ?? 0 } as const;
        const [, consumed, milliseconds] = await redis.client
          .multi()
          .set(key, 0, { expiration, condition: "NX" })
          .incrBy(key, change ?? 0)
          .pTTL(key)
          .execTyped();
        return [consumed, milliseconds];
      }),
    del: (key: string) => dependency.use(() => redis.client.del(key)),
  };
}
