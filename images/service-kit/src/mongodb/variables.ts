import { Type, type Static } from "typebox";
import { tlsCaVariable, tlsOf, tlsVariable } from "../tls.ts";
import { type Database, MongoDb } from "./mongodb.ts";

/** The environment of a service with a MongoDB. */
export const mongoVariables = {
  MONGO_URL: Type.String({
    pattern: "^mongodb(\\+srv)?://[^/]+/[^/?]+",
    description: "a MongoDB URL with the database's name as its path",
    secret: true,
  }),
  MONGO_TLS: tlsVariable,
  MONGO_TLS_CA: tlsCaVariable,
};
const Variables = Type.Object(mongoVariables);

/** The MongoDB that the environment leads to. @param prepare Makes its indexes; may run more than once. */
export function mongoOf(
  environment: Static<typeof Variables>,
  prepare: (database: Database) => Promise<void>,
): MongoDb {
  const { MONGO_URL, MONGO_TLS, MONGO_TLS_CA } = environment;
  return new MongoDb(MONGO_URL, prepare, tlsOf(MONGO_TLS, MONGO_TLS_CA));
}
