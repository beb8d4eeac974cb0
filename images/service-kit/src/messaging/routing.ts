import type { Envelope } from "rabbitmq-client";
import type { Message, MessageSchema } from "./message.ts";

/**
 * What a message is published with and queues are bound by, such as event.created.v1. The version
 * is in it so that a queue gets only those that its service knows: a new one beside the old would
 * end in its dead-letter queue, message by message.
 */
export function routingKeyOf({ type, version }: Pick<Message, "type" | "version">): string {
  return `${type}.v${version}`;
}

export function routingKeyOfSchema({ properties }: MessageSchema): string {
  const version = Number(Object(properties.version).const);
  return routingKeyOf({ type: properties.type.const, version });
}

/** How a message goes out. */
export function envelopeOf(
  message: Message,
  exchange: string,
  requestId: string | undefined,
): Envelope {
  return {
    exchange,
    routingKey: routingKeyOf(message),
    messageId: message.id,
    type: message.type,
    headers: requestId === undefined ? {} : { "x-request-id": requestId },
  };
}
