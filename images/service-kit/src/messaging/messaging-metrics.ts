import { Counter, type Registry } from "prom-client";

/** Counts of messages by type. A type is one of those that the service knows, or "unknown". */
export class MessagingMetrics {
  readonly #published = counter("messages_published_total", "Messages sent to the broker");
  readonly #confirmed = counter(
    "messages_confirmed_total",
    "Messages that the broker has in a queue",
  );
  readonly #consumed = counter("messages_consumed_total", "Messages that were handled");
  readonly #retried = counter("messages_retried_total", "Failed tries that are to be repeated");
  readonly #dead = counter("messages_dead_total", "Messages given up, for the dead-letter queue");

  register(registry: Registry): void {
    const outgoing = [this.#published, this.#confirmed];
    const incoming = [this.#consumed, this.#retried, this.#dead];
    for (const metric of [...outgoing, ...incoming]) registry.registerMetric(metric);
  }

  published(type: string): void {
    this.#published.inc({ type });
  }

  confirmed(type: string): void {
    this.#confirmed.inc({ type });
  }

  consumed(type: string, outcome: "done" | "retry" | "dead"): void {
    const counter = { done: this.#consumed, retry: this.#retried, dead: this.#dead }[outcome];
    counter.inc({ type });
  }
}

function counter(name: string, help: string) {
  return new Counter({ name, help, labelNames: ["type"] as const, registers: [] });
}
