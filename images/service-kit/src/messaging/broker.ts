import type { Link } from "../dependency.ts";
import type { Message } from "./message.ts";

/** The broker, as a service uses it. */
export interface Broker extends Link {
  /**
   * Settles when the broker has the message in a queue.
   * @throws UnroutableError when no queue is there to take it.
   */
  publish(message: Message, requestId: string | undefined): Promise<void>;
  /** Takes no more messages, and settles when those in hand are answered. */
  stopConsuming(): Promise<void>;
}

/** No consumer has bound a queue yet. Without this, its messages would be confirmed and gone. */
export class UnroutableError extends Error {
  override name = "UnroutableError";
  readonly code = "UNROUTABLE";
  override message = "no queue takes this message yet";
}
