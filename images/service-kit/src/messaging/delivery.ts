import type { AsyncMessage, Envelope } from "rabbitmq-client";
import type { Delivery } from "./inbox.ts";
import { topology } from "./topology.ts";

/**
 * Bytes of a message's own headers that a dead letter keeps. The client writes all properties of a
 * message into one frame of 8 KiB, and closes the channel, which all messages share, on a longer one.
 */
const headerRoom = 3_000;

/** What the inbox needs to know of a message that has come in. */
export function deliveryOf(message: AsyncMessage, name: string): Delivery {
  const headers: Record<string, unknown> = Object(message.headers);
  const requestId = headers["x-request-id"];
  return {
    body: bytesOf(message),
    requestId: typeof requestId === "string" ? requestId : undefined,
    failures: failuresIn(headers, name),
    returns: countOf(headers["x-delivery-count"]),
  };
}

/** The failed tries of a message, which the broker has written into its headers. */
function failuresIn(headers: Record<string, unknown>, name: string): number {
  const deaths: unknown[] = Array.isArray(headers["x-death"]) ? headers["x-death"] : [];
  // Headers are whatever their sender wrote: an entry may be no table.
  const rejected = deaths
    .map((death): Record<string, unknown> => Object(death))
    .find(({ queue, reason }) => queue === topology(name).inbox && reason === "rejected");
  return countOf(rejected?.["count"]);
}

function countOf(value: unknown): number {
  return typeof value === "number" && value > 0 ? value : 0;
}

/** How a message that is given up goes to the dead-letter queue: as it came, with what is known of its end. */
export function burialOf(message: AsyncMessage, name: string, reason: string): Envelope {
  const { contentType, contentEncoding, messageId, type, exchange, routingKey } = message;
  const given: Record<string, unknown> = Object(message.headers);
  // The broker's own books would be taken for those of the dead-letter queue.
  const { "x-death": _, "x-delivery-count": __, "x-acquired-count": ___, ...headers } = given;
  // Once put back by hand, it has its first origin from the dead letter that it was.
  const origin = given["x-dead-exchange"] ?? given["x-first-death-exchange"];
  return {
    exchange: topology(name).dead,
    ...{ routingKey: routingKey ?? "", contentType, contentEncoding, messageId, type },
    headers: {
      ...writable(headers),
      "x-dead-reason": reason.slice(0, 1_000),
      "x-dead-tries": failuresIn(given, name) + 1,
      "x-dead-time": new Date().toISOString(),
      "x-dead-exchange": typeof origin === "string" ? origin : exchange,
    },
  };
}

/** The headers that the client can write as it has read them, as many as there is room for. */
function writable(headers: Record<string, unknown>): Record<string, unknown> {
  let room = headerRoom;
  const fits = ([header, value]: [string, unknown]) => {
    if (!isPlain(value)) return false;
    const size = Buffer.byteLength(header) + Buffer.byteLength(String(value)) + 10;
    if (size > room) return false;
    room -= size;
    return true;
  };
  return Object.fromEntries(Object.entries(headers).filter(fits));
}

/** The client makes a table of bytes, and fails with NaN and with negative numbers that no 64 bits hold. */
function isPlain(value: unknown): boolean {
  if (typeof value === "number") return Number.isSafeInteger(value) || Math.abs(value) < 2 ** 50;
  return typeof value === "string" || typeof value === "boolean";
}

/** The client parses what calls itself JSON, and leaves the rest as bytes or text. */
export function bytesOf({ body }: AsyncMessage): Buffer {
  if (Buffer.isBuffer(body)) return body;
  if (typeof body === "string") return Buffer.from(body);
  try {
    return Buffer.from(JSON.stringify(body));
  } catch {
    // Parsing knows no limit of depth, writing does. No schema allows such a message.
    return Buffer.from("(nested too deeply to be written down)");
  }
}
