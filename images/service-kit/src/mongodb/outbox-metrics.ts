import { Gauge, type Registry } from "prom-client";
import type { Outbox } from "./outbox.ts";

type Measured = Pick<Outbox<never>, "name" | "pending" | "since">;

/** Shows what the outboxes hold. Out of reach, they have no value: the dependency's own metric tells of that. */
export function measureOutboxes(registry: Registry, outboxes: readonly Measured[]): void {
  new Gauge({
    name: "outbox_pending_documents",
    help: "Documents with something still to be passed on",
    labelNames: ["outbox"] as const,
    registers: [registry],
    async collect() {
      this.reset();
      for (const outbox of outboxes) {
        await outbox.pending().then(
          (count) => this.set({ outbox: outbox.name }, count),
          () => {},
        );
      }
    },
  });
  new Gauge({
    name: "outbox_oldest_seconds",
    help: "Age of the oldest entry that is still to be passed on, or 0",
    labelNames: ["outbox"] as const,
    registers: [registry],
    async collect() {
      this.reset();
      for (const outbox of outboxes) {
        await outbox.since().then(
          (time) => this.set({ outbox: outbox.name }, secondsSince(time)),
          () => {},
        );
      }
    },
  });
}

function secondsSince(time = new Date()): number {
  return Math.max(0, Date.now() - time.getTime()) / 1_000;
}
