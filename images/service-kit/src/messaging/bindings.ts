import { setTimeout as sleep } from "node:timers/promises";
import type { Channel } from "rabbitmq-client";
import type { BrokerParts } from "./messaging.ts";
import { routingKeyOfSchema } from "./routing.ts";
import { topology } from "./topology.ts";

/** Milliseconds. */
const pause = 2_000;

/**
 * Binds a service's inbox to what it subscribes to, each as soon as its exchange is there: these are
 * other services', which may start later; asking for a missing one ends the channel.
 *
 * Nothing is ever unbound. The queue is shared with pods of the release before, and after; and what
 * publishers of the release before send, by the type alone, comes in by the binding that it has.
 */
export async function bindInbox(
  acquire: () => Promise<Pick<Channel, "queueBind" | "close">>,
  { name, subscriptions, log }: Pick<BrokerParts, "name" | "subscriptions" | "log">,
  signal: AbortSignal,
): Promise<void> {
  const missing = subscriptions.map(({ exchange, schema }) => ({
    exchange,
    routingKey: routingKeyOfSchema(schema),
  }));
  let told = "";
  for (let next = missing[0]; next !== undefined && !signal.aborted; next = missing[0]) {
    try {
      const channel = await acquire();
      await channel.queueBind({ queue: topology(name).inbox, ...next });
      await channel.close();
      missing.shift();
      log.info(next, "subscribed");
    } catch {
      if (signal.aborted) return;
      const { exchange } = next;
      if (told !== exchange) log.info({ exchange }, "nothing to subscribe to yet");
      told = exchange;
      await sleep(pause, undefined, { signal }).catch(() => {});
    }
  }
}
