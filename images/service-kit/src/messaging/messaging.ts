import type { Registry } from "prom-client";
import type { App } from "../app.ts";
import { Dependency } from "../dependency.ts";
import type { Logger } from "../logger.ts";
import { measureOutboxes } from "../mongodb/outbox-metrics.ts";
import type { Outbox } from "../mongodb/outbox.ts";
import type { Broker } from "./broker.ts";
import { Inbox } from "./inbox.ts";
import type { Message } from "./message.ts";
import { MessagingMetrics } from "./messaging-metrics.ts";
import type { Subscription } from "./subscription.ts";

/** A message in an outbox, with the request that it comes from. */
export interface Announcement {
  id: string;
  at: Date;
  message: Message;
  requestId: string;
}

/** What a broker's client is made of, besides where the broker is. */
export interface BrokerParts {
  /** The service's, which all that it has in the broker is named after. */
  name: string;
  subscriptions: readonly Subscription[];
  inbox: Inbox;
  metrics: MessagingMetrics;
  log: Logger;
}

export interface MessagingArgs {
  name: string;
  subscriptions: readonly Subscription[];
  connect: (parts: BrokerParts) => Broker;
  log: Logger;
}

/** Milliseconds. A confirm waits for the broker's disk; declaring queues, for their elections. */
const timing = { call: 3_000, ping: 3_000, open: 10_000 };

/** A service's messages, both ways, and their place in its life. */
export class Messaging {
  readonly dependency: Dependency;
  readonly #broker: Broker;
  readonly #metrics = new MessagingMetrics();

  constructor({ name, subscriptions, connect, log }: MessagingArgs) {
    const metrics = this.#metrics;
    const inbox = new Inbox(subscriptions, log, metrics);
    this.#broker = connect({ name, subscriptions, inbox, metrics, log });
    this.dependency = new Dependency("amqp-broker", this.#broker, log, timing);
  }

  /** Settles when the broker has the message in a queue. */
  async announce({ message, requestId }: Announcement): Promise<void> {
    await this.dependency.use(() => this.#broker.publish(message, requestId));
  }

  /**
   * Ties it to the server's life: outboxes are emptied as long as it runs. At its end no message is
   * taken any more; once the last request is answered, each outbox gets a last look, in this order.
   */
  attach(
    app: App,
    metrics: Registry,
    ...outboxes: Pick<Outbox<never>, "start" | "stop" | "name" | "pending" | "since">[]
  ) {
    this.#metrics.register(metrics);
    measureOutboxes(metrics, outboxes);
    app.addHook("onReady", async () => {
      for (const outbox of outboxes) outbox.start();
    });
    app.addHook("preClose", () => this.#broker.stopConsuming());
    app.addHook("onClose", async () => {
      for (const outbox of outboxes) await outbox.stop();
    });
  }
}
