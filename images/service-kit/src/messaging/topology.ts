import type { Channel } from "rabbitmq-client";

/**
 * A service's own part of the broker. All names begin with the service's, since its account may
 * touch no others:
 *
 *     exchange NAME ──▶ the inboxes of other services
 *     queue NAME.inbox ──rejected──▶ queue NAME.retry ──after the delay──▶ queue NAME.inbox
 *     exchange NAME.dead ──▶ queue NAME.dead
 */
export function topology(name: string) {
  return {
    exchange: name,
    inbox: `${name}.inbox`,
    retry: `${name}.retry`,
    back: `${name}.back`,
    dead: `${name}.dead`,
  };
}

/** Milliseconds between two tries of a message. */
export const defaultRetryDelay = 5_000;

export async function declareTopology(
  channel: Channel,
  name: string,
  retryDelay: number,
): Promise<void> {
  const { exchange, inbox, retry, back, dead } = topology(name);
  const durable = true;
  await channel.exchangeDeclare({ exchange, type: "topic", durable });
  for (const fanout of [retry, back, dead]) {
    await channel.exchangeDeclare({ exchange: fanout, type: "fanout", durable });
  }

  const quorum = { "x-queue-type": "quorum" } as const;
  // At least once needs reject-publish, although the queues have no length that could overflow.
  const deadLetterTo = (target: string) => ({
    "x-dead-letter-exchange": target,
    "x-dead-letter-strategy": "at-least-once",
    "x-overflow": "reject-publish" as const,
  });
  // No limit by the broker: it would count broken connections as failures, and drop a message that
  // goes round for them as a cycle. The inbox has one of its own.
  const unlimited = { "x-delivery-limit": -1 };
  const queues = [
    { queue: inbox, arguments: { ...quorum, ...deadLetterTo(retry), ...unlimited } },
    { queue: retry, arguments: { ...quorum, ...deadLetterTo(back), "x-message-ttl": retryDelay } },
    { queue: dead, arguments: quorum },
  ];
  for (const queue of queues) await channel.queueDeclare({ ...queue, durable });
  await channel.queueBind({ queue: inbox, exchange: back });
  await channel.queueBind({ queue: retry, exchange: retry });
  await channel.queueBind({ queue: dead, exchange: dead });
}
