import { Ajv, type Options } from "ajv";
import type { FastifySchema, FastifySchemaCompiler, FastifySchemaValidationError } from "fastify";
import type { FieldProblem } from "./failure.ts";

const options: Options = { allErrors: true, useDefaults: true, verbose: true };

// A JSON body has types of its own, so `"username": 7` is a mistake there. Paths and queries are text.
const forBodies = new Ajv(options);
const forText = new Ajv({ ...options, coerceTypes: "array" });

export const validatorCompiler: FastifySchemaCompiler<FastifySchema> = ({ schema, httpPart }) =>
  (httpPart === "body" ? forBodies : forText).compile(schema);

// With all errors at once, a body of thousands of unknown fields would get an answer larger than itself.
const maxProblems = 20;
const maxNameLength = 64;

/**
 * One problem a field. The message is the field's `description`, which says what is allowed; the
 * value received is never repeated, since it may be a password.
 */
export function fieldProblems(
  errors: readonly FastifySchemaValidationError[],
  part: string,
): FieldProblem[] {
  const isUnknown = ({ keyword }: FastifySchemaValidationError) =>
    keyword === "additionalProperties";
  const problems = new Map<string, string>();
  // What is no field comes last: however much of it there is, the fields that are wrong are named.
  for (const error of [...errors.filter((one) => !isUnknown(one)), ...errors.filter(isUnknown)]) {
    const [field, message] = describe(error, part);
    if (problems.size < maxProblems && !problems.has(field)) problems.set(field, message);
  }
  return [...problems].map(([field, message]) => ({ field, message }));
}

function describe(
  error: FastifySchemaValidationError & { parentSchema?: { description?: string } },
  part: string,
): [field: string, message: string] {
  const path = error.instancePath.split("/").slice(1);
  switch (error.keyword) {
    case "required":
      return [join(path, error.params["missingProperty"]), "is required"];
    case "additionalProperties":
      return [join(path, error.params["additionalProperty"]), "is not a field here"];
    default:
      return [
        path.length === 0 ? part : join(path),
        error.parentSchema?.description ?? error.message ?? "is not valid",
      ];
  }
}

function join(path: string[], last?: unknown): string {
  const names = last === undefined ? path : [...path, String(last)];
  return names.join(".").slice(0, maxNameLength);
}
