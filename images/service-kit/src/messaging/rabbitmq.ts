import { setMaxListeners } from "node:events";
import { setImmediate } from "node:timers/promises";
import { Connection, type Channel, type Envelope } from "rabbitmq-client";
import { bindInbox } from "./bindings.ts";
import { UnroutableError, type Broker } from "./broker.ts";
import { Consumer } from "./consumer.ts";
import type { Message } from "./message.ts";
import type { BrokerParts } from "./messaging.ts";
import { envelopeOf } from "./routing.ts";
import type { Tls } from "../tls.ts";
import { declareTopology, defaultRetryDelay, topology } from "./topology.ts";

export interface RabbitMqArgs extends BrokerParts {
  /** amqp://user:password@host:port/vhost */
  url: string;
  /** How to verify the broker's certificate, at an amqps:// URL. @default by the well-known authorities */
  tls?: Tls | undefined;
  /** Milliseconds between two tries of a message. The queues keep it: another one needs new queues. @default 5000 */
  retryDelay?: number;
}

/** Milliseconds. */
const connectTimeout = 1_500;

/** Seconds. */
const heartbeat = 10;

/**
 * Messages handled at a time. More of them keep a slow database from answering its ping in time: its connections are
 * dropped then, what is handled with them, and all of it comes again.
 */
const prefetch = 4;

interface Open {
  connection: Connection;
  control: Channel;
  publishing: Channel;
  consuming: Channel;
  /** Fires when nothing more is to be begun on it. */
  over: AbortController;
  /** Ids of the messages that the broker gave back. */
  returned: Set<string>;
  consumerTag?: string;
  cancelled: boolean;
}

/**
 * One connection to RabbitMQ, with a channel each for publishing and consuming. The client's own
 * reconnecting is off, since it waits for up to half a minute; the dependency's loop makes the next
 * connection, and with it declares the topology anew, should the broker have lost it.
 */
export class RabbitMq implements Broker {
  readonly #args: RabbitMqArgs;
  readonly #consumer: Consumer;
  #open: Open | undefined;
  #draining = false;

  constructor(args: RabbitMqArgs) {
    this.#args = args;
    const { name, inbox, metrics, log } = args;
    const bury = (envelope: Envelope, body: Buffer) => this.#send(envelope, body);
    this.#consumer = new Consumer({ name, inbox, metrics, log, bury });
  }

  async open(signal: AbortSignal): Promise<void> {
    this.drop();
    const { url, tls } = this.#args;
    const connection = new Connection({
      url,
      ...(tls && { tls }),
      connectionTimeout: connectTimeout,
      acquireTimeout: connectTimeout,
      heartbeat,
      connectionName: this.#args.name,
    });
    const broken = new Promise<never>((_, reject) => {
      connection.on("error", (error) => {
        connection.unsafeDestroy();
        reject(error);
      });
    });
    broken.catch(() => {});
    // An answer that does not come is waited for without end otherwise, with the connection open.
    signal.addEventListener("abort", () => connection.unsafeDestroy(), { once: true });
    try {
      await Promise.race([this.#prepare(connection), broken]);
    } catch (error) {
      connection.unsafeDestroy();
      throw error;
    }
    if (signal.aborted && this.#open?.connection === connection) this.drop();
  }

  async ping(): Promise<void> {
    const { control, publishing, consuming, cancelled } = this.#opened();
    if (!publishing.active || !consuming.active || cancelled) throw new BrokenChannelError();
    await control.exchangeDeclare({ exchange: this.#args.name, type: "topic", durable: true });
  }

  drop(): void {
    this.#open?.over.abort();
    this.#open?.connection.unsafeDestroy();
    this.#open = undefined;
  }

  async stopConsuming(): Promise<void> {
    this.#draining = true;
    const { consuming, consumerTag, over } = this.#open ?? {};
    over?.abort();
    if (consuming?.active && consumerTag !== undefined) {
      await consuming.basicCancel(consumerTag).catch(() => {});
    }
    await this.#consumer.idle();
  }

  async close(): Promise<void> {
    const { control, publishing, consuming, connection, over } = this.#opened();
    over.abort();
    await Promise.all([control, publishing, consuming].map((channel) => channel.close()));
    await connection.close();
  }

  isOutage(error: unknown): boolean {
    // A refused message is that message's, or a consumer's that is not there yet.
    const { code } = Object(error) as { code?: string };
    return !(error instanceof TypeError) && code !== "UNROUTABLE" && code !== "NACK";
  }

  async publish(message: Message, requestId: string | undefined): Promise<void> {
    const { metrics, name } = this.#args;
    metrics.published(message.type);
    await this.#send(envelopeOf(message, name, requestId), Buffer.from(JSON.stringify(message)));
    metrics.confirmed(message.type);
  }

  async #prepare(connection: Connection): Promise<void> {
    const { name, retryDelay = defaultRetryDelay } = this.#args;
    const channel = () => connection.acquire();
    const control = await channel();
    await declareTopology(control, name, retryDelay);

    const open: Open = {
      connection,
      control,
      publishing: await channel(),
      consuming: await channel(),
      over: new AbortController(),
      returned: new Set(),
      cancelled: false,
    };
    // Each message in hand may wait on it.
    setMaxListeners(prefetch + 1, open.over.signal);
    open.publishing.on("basic.return", ({ messageId }) => open.returned.add(String(messageId)));
    await open.publishing.confirmSelect();
    this.#open = open;
    if (this.#draining) return;

    open.consuming.on("basic.cancel", () => (open.cancelled = true));
    await open.consuming.basicQos({ prefetchCount: prefetch });
    const queue = topology(name).inbox;
    const { consumerTag } = await open.consuming.basicConsume({ queue }, (message) =>
      this.#consumer.take(open.consuming, message, open.over.signal),
    );
    open.consumerTag = consumerTag;
    void bindInbox(channel, this.#args, open.over.signal);
  }

  async #send(envelope: Envelope, body: Buffer): Promise<void> {
    const { publishing, returned } = this.#opened();
    const { messageId = crypto.randomUUID() } = envelope;
    const properties = { contentType: "application/json", durable: true, mandatory: true };
    await publishing.basicPublish({ ...properties, ...envelope, messageId }, body);
    // A message given back is confirmed as well. The client tells of it in a turn of its own.
    await setImmediate();
    if (returned.delete(messageId)) throw new UnroutableError();
  }

  #opened(): Open {
    if (this.#open === undefined) throw new BrokenChannelError();
    return this.#open;
  }
}

class BrokenChannelError extends Error {
  override name = "BrokenChannelError";
  readonly code = "CHANNEL";
  override message = "the connection to the broker is broken";
}
