import type { AsyncMessage, Envelope } from "rabbitmq-client";
import type { Delivery } from "./inbox.ts";
import { topology } from "./topology.ts";

/** What the inbox needs to know of a message that has come in. */
export function deliveryOf(message: AsyncMessage, name: string): Delivery {
  const headers: Record<string, unknown> = message.headers ?? {};
  const requestId = headers["x-request-id"];
  return {
    body: bytesOf(message),
    requestId: typeof requestId === "string" ? requestId : undefined,
    failures: failuresIn(headers, name),
    returns: Number(headers["x-delivery-count"] ?? 0),
  };
}

/** The failed tries of a message, which the broker has written into its headers. */
function failuresIn(headers: Record<string, unknown>, name: string): number {
  const deaths = Array.isArray(headers["x-death"]) ? headers["x-death"] : [];
  const rejected = deaths.find(
    ({ queue, reason }) => queue === topology(name).inbox && reason === "rejected",
  );
  return Number(rejected?.count ?? 0);
}

/** How a message that is given up goes to the dead-letter queue: as it came, with what is known of its end. */
export function burialOf(message: AsyncMessage, name: string, reason: string): Envelope {
  const { contentType, contentEncoding, messageId, type, exchange, routingKey } = message;
  const given: Record<string, unknown> = message.headers ?? {};
  // The broker's own books would be taken for those of the dead-letter queue.
  const { "x-death": _, "x-delivery-count": __, "x-acquired-count": ___, ...headers } = given;
  return {
    exchange: topology(name).dead,
    ...{ routingKey, contentType, contentEncoding, messageId, type },
    headers: {
      ...headers,
      "x-dead-reason": reason.slice(0, 1_000),
      "x-dead-tries": failuresIn(given, name) + 1,
      "x-dead-time": new Date().toISOString(),
      "x-dead-exchange": given["x-first-death-exchange"] ?? exchange,
    },
  };
}

/** The client parses what calls itself JSON, and leaves the rest as bytes or text. */
export function bytesOf({ body }: AsyncMessage): Buffer {
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
}
