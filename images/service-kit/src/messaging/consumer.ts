import type { AsyncMessage, Channel, Envelope } from "rabbitmq-client";
import type { Logger } from "../logger.ts";
import { burialOf, bytesOf, deliveryOf } from "./delivery.ts";
import type { Inbox, Outcome } from "./inbox.ts";
import type { MessagingMetrics } from "./messaging-metrics.ts";

export interface ConsumerArgs {
  /** The service's. */
  name: string;
  inbox: Pick<Inbox, "receive">;
  metrics: MessagingMetrics;
  log: Logger;
  /** Settles when the broker has the dead letter. */
  bury: (envelope: Envelope, body: Buffer) => Promise<void>;
}

/**
 * Takes messages from the broker's client, and answers each. Nothing that comes in may throw out of
 * here: unhandled, it would end the process, get the message again, and end the next one.
 */
export class Consumer {
  readonly #args: ConsumerArgs;
  readonly #handling = new Set<Promise<void>>();

  constructor(args: ConsumerArgs) {
    this.#args = args;
  }

  /** @param signal Fires when the message is no longer ours to answer. */
  take(
    channel: Pick<Channel, "active" | "basicAck" | "basicNack">,
    message: AsyncMessage,
    signal: AbortSignal,
  ): void {
    const handled = this.#decide(message, signal)
      .then((outcome) => this.#settle(channel, message, outcome))
      .catch((error) => {
        // Unanswered, so the broker hands it over again with the next connection.
        this.#args.log.warn({ err: error }, "message could not be answered");
      })
      .finally(() => this.#handling.delete(handled));
    this.#handling.add(handled);
  }

  /** Settles when every message in hand is answered. */
  async idle(): Promise<void> {
    await Promise.all(this.#handling);
  }

  async #decide(message: AsyncMessage, signal: AbortSignal): Promise<Outcome> {
    const { inbox, name, metrics, log } = this.#args;
    const start = performance.now();
    try {
      return await inbox.receive(deliveryOf(message, name), signal);
    } catch (error) {
      log.error({ err: error }, "message could not be taken");
      metrics.consumed("unknown", "dead", start);
      return { kind: "dead", reason: `could not be taken: ${Object(error).message}` };
    }
  }

  async #settle(
    channel: Pick<Channel, "active" | "basicAck" | "basicNack">,
    message: AsyncMessage,
    outcome: Outcome,
  ): Promise<void> {
    const { deliveryTag } = message;
    if (!channel.active || outcome.kind === "left") return;
    let done = outcome.kind === "done";
    // Confirmed before the original is acknowledged: it may be there twice, but is not lost.
    if (outcome.kind === "dead") done = await this.#bury(message, outcome.reason);
    if (done) channel.basicAck({ deliveryTag });
    else channel.basicNack({ deliveryTag, requeue: false });
  }

  async #bury(message: AsyncMessage, reason: string): Promise<boolean> {
    const { name, bury, log } = this.#args;
    try {
      await bury(burialOf(message, name, reason), bytesOf(message));
      return true;
    } catch (error) {
      log.warn({ err: error }, "message could not be put into the dead-letter queue");
      return false;
    }
  }
}
