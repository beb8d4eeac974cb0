import { setMaxListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { UnroutableError, type Broker } from "../../src/messaging/broker.ts";
import type { Delivery, Outcome } from "../../src/messaging/inbox.ts";
import type { Message } from "../../src/messaging/message.ts";
import type { BrokerParts } from "../../src/messaging/messaging.ts";
import { routingKeyOf, routingKeyOfSchema } from "../../src/messaging/routing.ts";
import { SeededRandom } from "./seeded-random.ts";

/** Probabilities, from 0 to 1. */
interface Faults {
  /** A message comes twice. */
  duplicate: number;
  /** A message comes later than those after it. */
  delay: number;
  /** A message is in its queue, and its publisher hears that it is not. */
  loseConfirm: number;
  /** A message is lost on its way, and its publisher hears so. */
  drop: number;
  /** A message was handled, and comes again since the broker has not heard of it. */
  loseAck: number;
}

interface Queue {
  bindings: Set<string>;
  consumers: Set<Consumer>;
  dead: { delivery: Delivery; reason: string }[];
}

interface Consumer {
  receive: (delivery: Delivery) => Promise<Outcome>;
}

class Outage extends Error {
  override name = "Outage";
}

/** The broker between services, with the faults that networks and crashes give it. */
export class BrokerDouble {
  up = true;
  faults: Faults = { duplicate: 0, delay: 0, loseConfirm: 0, drop: 0, loseAck: 0 };
  readonly published: Message[] = [];
  readonly requestIds: (string | undefined)[] = [];
  readonly #queues = new Map<string, Queue>();
  readonly #random: SeededRandom;
  #underWay = 0;

  constructor(seed = 1) {
    this.#random = new SeededRandom(seed);
  }

  /** A replica's connection. */
  connect({ name, subscriptions, inbox }: BrokerParts): Broker {
    const over = new AbortController();
    setMaxListeners(0, over.signal);
    const queue = this.#queue(name);
    const handling = new Set<Promise<Outcome>>();
    const consumer: Consumer = {
      receive: (delivery) => {
        const handled = inbox.receive(delivery, over.signal);
        handling.add(handled);
        return handled.finally(() => handling.delete(handled));
      },
    };
    const check = async () => {
      if (!this.up) throw new Outage("the broker is gone");
    };
    return {
      open: async () => {
        await check();
        for (const { exchange, schema } of subscriptions) {
          queue.bindings.add(`${exchange}/${routingKeyOfSchema(schema)}`);
        }
        if (!over.signal.aborted) queue.consumers.add(consumer);
      },
      ping: check,
      drop: () => queue.consumers.delete(consumer),
      close: async () => {},
      isOutage: (error) => error instanceof Outage,
      publish: async (message, requestId) => {
        await check();
        this.#publish(name, message, requestId);
      },
      stopConsuming: async () => {
        queue.consumers.delete(consumer);
        over.abort();
        await Promise.allSettled(handling);
      },
    };
  }

  /** Puts a message into a service's queue, whatever it is. */
  send(service: string, body: string, requestId?: string): void {
    const delivery = { body: Buffer.from(body), requestId, failures: 0, returns: 0 };
    void this.#deliver(this.#queue(service), delivery);
  }

  dead(service: string) {
    return this.#queue(service).dead;
  }

  /** Settles when no message is on its way any more. */
  async quiet(): Promise<void> {
    while (this.#underWay > 0) await sleep(2);
  }

  #publish(exchange: string, message: Message, requestId: string | undefined): void {
    const { duplicate, drop, loseConfirm } = this.faults;
    const binding = `${exchange}/${routingKeyOf(message)}`;
    const queues = [...this.#queues.values()].filter(({ bindings }) => bindings.has(binding));
    if (queues.length === 0) throw new UnroutableError();
    if (this.#random.chance(drop)) throw new Error("NACK");

    this.published.push(message);
    this.requestIds.push(requestId);
    const body = Buffer.from(JSON.stringify(message));
    const copies = this.#random.chance(duplicate) ? 2 : 1;
    for (const queue of queues) {
      for (let copy = 0; copy < copies; copy += 1) {
        void this.#deliver(queue, { body, requestId, failures: 0, returns: 0 });
      }
    }
    if (this.#random.chance(loseConfirm)) throw new Error("the confirm was lost");
  }

  async #deliver(queue: Queue, delivery: Delivery): Promise<void> {
    this.#underWay += 1;
    const late = this.#random.chance(this.faults.delay);
    await sleep(late ? this.#random.below(30) : 0);
    while (!this.up || queue.consumers.size === 0) await sleep(5);
    const [consumer] = this.#random.shuffled([...queue.consumers]);
    const outcome = await consumer?.receive(delivery);
    const again = outcome?.kind === "left" || this.#random.chance(this.faults.loseAck);
    if (again) void this.#deliver(queue, delivery);
    else if (outcome?.kind === "retry") {
      void this.#deliver(queue, { ...delivery, failures: delivery.failures + 1 });
    } else if (outcome?.kind === "dead") queue.dead.push({ delivery, reason: outcome.reason });
    this.#underWay -= 1;
  }

  #queue(service: string): Queue {
    const queue = this.#queues.get(service) ?? {
      bindings: new Set(),
      consumers: new Set(),
      dead: [],
    };
    this.#queues.set(service, queue);
    return queue;
  }
}
