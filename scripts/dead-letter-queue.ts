import type { Channel, SyncMessage } from "rabbitmq-client";

/** A message that a service has given up. */
export interface DeadLetter {
  queue: string;
  id: string;
  type: string;
  /** The exchange that it was published to. */
  exchange: string;
  /** When it was given up: ISO 8601. */
  time: string;
  /** How often it was tried, the last time included. */
  tries: number;
  reason: string;
}

/** What is used of a channel, which is to confirm what is published on it. */
export type BrokerChannel = Pick<
  Channel,
  "active" | "queueDeclare" | "basicGet" | "basicPublish" | "basicAck" | "basicNack" | "on" | "off"
>;

/** A service's own names at the broker, as it declares them: see images/service-kit/src/messaging/topology.ts. */
export function deadLetterNames(service: string) {
  return { queue: `${service}.dead`, back: `${service}.back` };
}

/** What the service and the broker write about a message's way into this queue. */
const books =
  /^x-(dead-(reason|tries|time)|death|(first|last)-death-.*|delivery-count|acquired-count)$/;

/**
 * Reads a service's dead letters, and puts those that are chosen back into its inbox, to be tried as often as a new
 * message. A letter leaves its queue once the broker has confirmed that it is in the inbox: whoever is cut off may
 * leave it in both, never in none. The others stay where they are.
 *
 * @throws Error when the broker does not take one back; those before it have been put back.
 */
export async function visitDeadLetters(
  channel: BrokerChannel,
  service: string,
  replay: (letter: DeadLetter) => boolean,
): Promise<{ letter: DeadLetter; replayed: boolean }[]> {
  const { queue, back } = deadLetterNames(service);
  const { messageCount } = await channel.queueDeclare({ queue, passive: true });
  const visited: { letter: DeadLetter; replayed: boolean }[] = [];
  try {
    // Those that there are now: one that dies again meanwhile is not put back again.
    while (visited.length < messageCount) {
      const message = await channel.basicGet({ queue });
      if (message === undefined) break;
      const letter = letterOf(message, queue);
      const replayed = replay(letter);
      if (replayed) {
        await putBack(channel, message, back);
        channel.basicAck({ deliveryTag: message.deliveryTag });
      }
      visited.push({ letter, replayed });
    }
  } finally {
    // All that are not acknowledged. Left to the end of the connection, they would count as failed deliveries, of which
    // the broker allows a queue twenty before it drops the message.
    if (channel.active) channel.basicNack({ deliveryTag: 0, multiple: true, requeue: true });
  }
  return visited;
}

async function putBack(
  channel: BrokerChannel,
  message: SyncMessage,
  exchange: string,
): Promise<void> {
  const { routingKey, messageId, type, contentType, contentEncoding } = message;
  const headers = Object.fromEntries(
    Object.entries(Object(message.headers)).filter(([header]) => !books.test(header)),
  );
  let returned = false;
  const onReturn = () => (returned = true);
  channel.on("basic.return", onReturn);
  try {
    await channel.basicPublish(
      {
        exchange,
        routingKey: routingKey ?? "",
        ...{ messageId, type, contentType, contentEncoding, headers },
        durable: true,
        mandatory: true,
      },
      bytesOf(message),
    );
    // What nobody takes is confirmed as well. The client tells of it in a turn of its own.
    await new Promise(setImmediate);
  } finally {
    channel.off("basic.return", onReturn);
  }
  if (returned) throw new Error(`no queue takes ${messageId} from the exchange ${exchange}`);
}

function letterOf({ messageId, type, headers }: SyncMessage, queue: string): DeadLetter {
  const text = (value: unknown) => (typeof value === "string" ? value : "unknown");
  const given: Record<string, unknown> = Object(headers);
  return {
    queue,
    id: text(messageId),
    type: text(type),
    exchange: text(given["x-dead-exchange"]),
    time: text(given["x-dead-time"]),
    tries: Number(given["x-dead-tries"] ?? 0),
    reason: text(given["x-dead-reason"]),
  };
}

/** The client parses what calls itself JSON, and leaves the rest as bytes or text. */
function bytesOf({ body }: SyncMessage): Buffer {
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
}
