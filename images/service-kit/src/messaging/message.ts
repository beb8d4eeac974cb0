import { randomUUID } from "node:crypto";
import { Ajv, type ValidateFunction } from "ajv";
import type { Static, TInteger, TLiteral, TObject, TSchema, TString } from "typebox";

/** What stands in the body of every message. */
export interface Message {
  id: string;
  type: string;
  version: number;
  time: string;
  data: unknown;
}

/** A message's schema, as the package of messages has them. */
export type MessageSchema = TObject<{
  id: TString;
  type: TLiteral<string>;
  version: TLiteral<number> | TInteger;
  time: TString;
  data: TSchema;
}>;

const ajv = new Ajv({ allErrors: true });
const validators = new WeakMap<object, ValidateFunction>();

/** What is wrong with a value as a message of the schema, or undefined. */
export function problemsOf(schema: MessageSchema, value: unknown): string | undefined {
  const validate = validators.get(schema) ?? ajv.compile(schema);
  validators.set(schema, validate);
  return validate(value) ? undefined : ajv.errorsText(validate.errors, { dataVar: "message" });
}

/**
 * A new message.
 * @throws TypeError when the schema refuses it, so that nothing is stored that nobody could read.
 */
export function createMessage<Schema extends MessageSchema>(
  schema: Schema,
  data: Static<Schema>["data"],
): Message {
  const message = {
    id: randomUUID(),
    type: schema.properties.type.const,
    version: Number(Object(schema.properties.version).const),
    time: new Date().toISOString(),
    data,
  };
  const problems = problemsOf(schema, message);
  if (problems !== undefined) throw new TypeError(problems);
  return message;
}
