export { isDuplicate, MongoDb, mongoTiming, type Database, type Documents } from "./mongodb.ts";
export { Outbox, outboxOf, type WithOutbox } from "./outbox.ts";
