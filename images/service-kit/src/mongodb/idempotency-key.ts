import { Type } from "typebox";
import { Failure } from "../failure.ts";

/** The headers of a route that does a request once, however often it is sent. */
export const IdempotencyHeaders = Type.Object({
  "idempotency-key": Type.Optional(
    Type.String({ pattern: "^[!-~]{1,255}$", description: "1 to 255 visible ASCII characters" }),
  ),
});

export interface KeyedRequest {
  userId: string;
  /** The header Idempotency-Key. */
  key: string | undefined;
  body: unknown;
}

/** What is known of a key. */
export interface KeyDocument {
  /** The person and the key, which has no blanks: nobody meets the keys of others, and each is there once. */
  _id: string;
  /** Of the body. */
  fingerprint: string;
  plan: unknown;
  at: Date;
  /** Until when one request alone works at it. */
  busyUntil: Date;
  done: boolean;
}

export function otherBody(): Failure {
  const message = "was used with another body; another request takes a key of its own";
  const fields = [{ field: "idempotency-key", message }];
  return new Failure(422, "key_reused", `idempotency-key ${message}`, { fields });
}

export function underWay(): Failure {
  const message = "a request with this idempotency-key is under way";
  return new Failure(409, "in_progress", message, { retryAfter: 1 });
}
