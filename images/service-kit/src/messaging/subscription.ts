import type { Static } from "typebox";
import type { Logger } from "../logger.ts";
import type { MessageSchema } from "./message.ts";

export interface MessageContext {
  /** Bound to the message, and to the request that it comes from. */
  log: Logger;
  requestId: string | undefined;
}

/** Messages of one type and version that a service wants, and what it does with each. */
export interface Subscription {
  /** The exchange that they are published to. */
  exchange: string;
  schema: MessageSchema;
  handle(message: unknown, context: MessageContext): Promise<void>;
}

/**
 * Messages may come twice, late and in any order: the handler must not mind. When it throws a
 * Failure 503 the message waits for what is out of reach; any other error is one failed try.
 */
export function subscribe<Schema extends MessageSchema>(
  exchange: string,
  schema: Schema,
  handle: (message: Static<Schema>, context: MessageContext) => Promise<void>,
): Subscription {
  return {
    exchange,
    schema,
    // The inbox hands over only what the schema has passed.
    handle: (message, context) => handle(message as Static<Schema>, context),
  };
}
