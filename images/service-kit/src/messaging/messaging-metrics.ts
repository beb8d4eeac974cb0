import { Counter, Histogram, type Registry } from "prom-client";

/** What became of a try to handle a message. */
type Outcome = "done" | "retry" | "dead";

/** Messages by type. A type is one of those that the service knows, or "unknown". */
export class MessagingMetrics {
  readonly #published = counter("messages_published_total", "Messages sent to the broker");
  readonly #confirmed = counter(
    "messages_confirmed_total",
    "Messages that the broker has in a queue",
  );
  readonly #consumed = counter("messages_consumed_total", "Messages that were handled");
  readonly #retried = counter("messages_retried_total", "Failed tries that are to be repeated");
  readonly #dead = counter("messages_dead_total", "Messages given up, for the dead-letter queue");

  readonly #handling = new Histogram({
    name: "message_handling_duration_seconds",
    help: "Time of one try to handle a message, by what became of it: done, retry or dead",
    labelNames: ["type", "outcome"] as const,
    registers: [],
  });

  register(registry: Registry): void {
    const outgoing = [this.#published, this.#confirmed];
    const incoming = [this.#consumed, this.#retried, this.#dead];
    for (const metric of [...outgoing, ...incoming]) registry.registerMetric(metric);
    registry.registerMetric(this.#handling);
  }

  published(type: string): void {
    this.#published.inc({ type });
  }

  confirmed(type: string): void {
    this.#confirmed.inc({ type });
  }

  /** @param start When the try began, of `performance.now()`. */
  consumed(type: string, outcome: Outcome, start: number): void {
    const counter = { done: this.#consumed, retry: this.#retried, dead: this.#dead }[outcome];
    counter.inc({ type });
    this.#handling.observe({ type, outcome }, (performance.now() - start) / 1_000);
  }
}

function counter(name: string, help: string) {
  return new Counter({ name, help, labelNames: ["type"] as const, registers: [] });
}
