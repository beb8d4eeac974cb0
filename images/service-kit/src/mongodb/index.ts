export { Idempotency } from "./idempotency.ts";
export { IdempotencyHeaders } from "./idempotency-key.ts";
export { isDuplicate, mongoTiming, type Database, type Documents } from "./mongodb.ts";
export { mongoOf, mongoVariables } from "./variables.ts";
export { Outbox } from "./outbox.ts";
export { addToOutbox, outboxOf, type WithOutbox } from "./outbox-document.ts";
