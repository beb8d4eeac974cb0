import { setTimeout as pause } from "node:timers/promises";
import { Connection } from "rabbitmq-client";

const queue = "e2e";
/** Messages on their way at a time. */
const publishers = 10;
/** Milliseconds between an answer and the next message of one publisher. */
const pace = 50;
/** No publisher goes on for longer than this, in milliseconds. */
const longest = 240_000;

/**
 * Publishes numbered messages to a queue of its own until `stop`, notes which the broker has confirmed, and connects
 * anew whenever the connection is lost.
 */
export class ConfirmedMessages {
  private readonly confirmed = new Set<number>();
  private readonly connection: Connection;
  private readonly work: Promise<unknown>;
  private stopped = false;
  private next = 0;
  private last = Date.now();
  /** The longest time without any confirm, in milliseconds. */
  longestWait = 0;

  constructor(url: string) {
    this.connection = new Connection({ url, heartbeat: 5, retryLow: 200, retryHigh: 1000 });
    // Each loss is an error, and what the test is about.
    this.connection.on("error", () => {});
    const publisher = this.connection.createPublisher({
      confirm: true,
      queues: [{ queue, durable: true, arguments: { "x-queue-type": "quorum" } }],
    });
    const end = Date.now() + longest;
    this.work = Promise.all(
      Array.from({ length: publishers }, async () => {
        while (!this.stopped && Date.now() < end) {
          const number = this.next++;
          await publisher.send({ routingKey: queue, durable: true }, number).then(
            () => this.confirm(number),
            () => {},
          );
          await pause(pace);
        }
      }),
    ).finally(() => publisher.close());
  }

  /** @returns how many messages were confirmed. */
  async stop(): Promise<number> {
    this.stopped = true;
    await this.work;
    return this.confirmed.size;
  }

  /** Reads the queue to its end and removes it. @returns the confirmed messages that were not in it. */
  async lost(): Promise<number[]> {
    const found = new Set<number>();
    for (;;) {
      const message = await this.connection.basicGet({ queue, noAck: true });
      if (message === undefined) break;
      found.add(Number(message.body));
    }
    await this.connection.queueDelete({ queue });
    await this.connection.close();
    return [...this.confirmed].filter((number) => !found.has(number));
  }

  private confirm(number: number): void {
    this.confirmed.add(number);
    this.longestWait = Math.max(this.longestWait, Date.now() - this.last);
    this.last = Date.now();
  }
}
