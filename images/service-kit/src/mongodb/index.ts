export { isDuplicate, mongoTiming, type Database, type Documents } from "./mongodb.ts";
export { mongoOf, mongoVariables } from "./variables.ts";
export { Outbox, outboxOf, type WithOutbox } from "./outbox.ts";
