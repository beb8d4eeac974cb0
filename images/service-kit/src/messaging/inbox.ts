import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "../failure.ts";
import type { Logger } from "../logger.ts";
import { problemsOf, type Message } from "./message.ts";
import type { MessagingMetrics } from "./messaging-metrics.ts";
import type { Subscription } from "./subscription.ts";

/** A message as the broker handed it over. */
export interface Delivery {
  body: Buffer;
  requestId: string | undefined;
  /** Tries of this message that have failed, with a delay after each. */
  failures: number;
  /** How often it came back without an answer since then, because a consumer or connection broke. */
  returns: number;
}

/** What is to become of a delivery. */
export type Outcome =
  | { kind: "done" }
  | { kind: "retry"; reason: string }
  | { kind: "dead"; reason: string }
  /** Nothing was decided: the broker will hand it over again. */
  | { kind: "left" };

/** Tries after which a message is given up. */
export const maxTries = 5;

/** More than outages bring about: such a message is taken to break its consumer each time. */
const maxReturns = 20;

/** Milliseconds between two looks whether what a message waits for is back. */
const outagePause = 500;

const done: Outcome = { kind: "done" };
const left: Outcome = { kind: "left" };

/** Decides over each message that comes in: which handler gets it, and what follows from how that went. */
export class Inbox {
  readonly #subscriptions: readonly Subscription[];
  readonly #log: Logger;
  readonly #metrics: MessagingMetrics;

  constructor(subscriptions: readonly Subscription[], log: Logger, metrics: MessagingMetrics) {
    this.#subscriptions = subscriptions;
    this.#log = log;
    this.#metrics = metrics;
  }

  /** The signal fires when the delivery is no longer ours to answer. */
  async receive(delivery: Delivery, signal: AbortSignal): Promise<Outcome> {
    const { message, subscription, problem, later = false } = this.#read(delivery.body);
    const { requestId } = delivery;
    const log = this.#log.child({ requestId, messageId: message?.id, type: message?.type });
    const start = performance.now();
    const outcome =
      subscription === undefined
        ? later
          ? failed(delivery, problem)
          : { kind: "dead" as const, reason: problem }
        : delivery.returns >= maxReturns
          ? failed(delivery, `came back ${delivery.returns} times without an answer`)
          : await handle(delivery, (context) => subscription.handle(message, context), log, signal);

    if (outcome.kind === "left") return outcome;
    this.#metrics.consumed(
      subscription?.schema.properties.type.const ?? "unknown",
      outcome.kind,
      start,
    );
    if (outcome.kind === "done") {
      log.info({ milliseconds: performance.now() - start }, "message handled");
    } else {
      const { reason } = outcome;
      const tries = delivery.failures + 1;
      log.warn({ reason, tries }, outcome.kind === "dead" ? "message given up" : "message failed");
    }
    return outcome;
  }

  /** What no later try of this pod could mend is found here. */
  #read(
    body: Buffer,
  ): { message?: Message } & (
    | { subscription: Subscription; problem?: undefined; later?: undefined }
    | { subscription?: undefined; problem: string; later?: boolean }
  ) {
    let message: Message;
    try {
      message = JSON.parse(body.toString("utf8"));
    } catch {
      return { problem: "not JSON" };
    }
    const { type, version } = Object(message) as Partial<Message>;
    const ofType = this.#subscriptions.filter(
      ({ schema }) => schema.properties.type.const === type,
    );
    if (ofType.length === 0) return { problem: "of no type that is known here" };
    const subscription = ofType.find(
      ({ schema }) => Object(schema.properties.version).const === version,
    );
    // Another pod of a newer release, which shares the queue, may have asked for it.
    if (!subscription) return { message, problem: "of no version that is known here", later: true };
    const problem = problemsOf(subscription.schema, message);
    return problem === undefined ? { message, subscription } : { message, problem };
  }
}

async function handle(
  delivery: Delivery,
  work: (context: { log: Logger; requestId: string | undefined }) => Promise<void>,
  log: Logger,
  signal: AbortSignal,
): Promise<Outcome> {
  while (!signal.aborted) {
    try {
      await work({ log, requestId: delivery.requestId });
      return done;
    } catch (error) {
      if (!(error instanceof Failure && error.status === 503)) {
        log.error({ err: error }, "message handler failed");
        return failed(delivery, error instanceof Error ? error.message : String(error));
      }
      // Not the message's fault, so it costs no try: it is kept until the store is back.
      await sleep(outagePause, undefined, { signal }).catch(() => {});
    }
  }
  return left;
}

function failed({ failures }: Delivery, reason: string): Outcome {
  return { kind: failures + 1 < maxTries ? "retry" : "dead", reason };
}
