import type { ErrorObject } from "ajv";
import { envSchema } from "env-schema";
import type { Static, TObject } from "typebox";

/** Every mistake in the environment, one a line. */
export class EnvironmentError extends Error {
  override name = "EnvironmentError";
}

/**
 * The variables that a schema names, checked and converted, and no others.
 * A property's `description` says what is allowed, and `secret: true` keeps its value out of the message.
 * @throws EnvironmentError that names every wrong variable, its value and what is allowed.
 */
export function readEnvironment<Schema extends TObject>(
  schema: Schema,
  environment: NodeJS.ProcessEnv,
): Static<Schema> {
  try {
    return envSchema<Static<Schema>>({
      schema,
      data: environment,
      env: false,
      ajv: { customOptions: (ajv) => ajv.addKeyword("secret") },
    });
  } catch (error) {
    const { errors } = Object(error) as { errors?: ErrorObject[] };
    if (errors === undefined) throw error;
    const mistakes = errors.map((one) => describe(one, schema, environment));
    throw new EnvironmentError([...new Set(mistakes)].join("\n"));
  }
}

function describe(
  { keyword, instancePath, params }: ErrorObject,
  schema: TObject,
  environment: NodeJS.ProcessEnv,
): string {
  const name =
    keyword === "required" ? String(params["missingProperty"]) : instancePath.slice("/".length);
  const { description, secret } = Object(schema.properties[name]);
  const received = environment[name];
  const isShown = !secret && received !== undefined;
  const problem = received === undefined ? "is not set" : "has a value that is not allowed";
  return `${name} ${isShown ? `is ${JSON.stringify(received)}` : problem}; it takes ${description}`;
}
