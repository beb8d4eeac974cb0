import { Ajv } from "ajv";
import type { Static, TObject } from "typebox";

/** Every mistake in the environment, one a line. */
export class EnvironmentError extends Error {
  override name = "EnvironmentError";
}

// What an environment holds is text, hence the coercion; `secret` marks the variables whose value
// is never shown.
const ajv = new Ajv({
  allErrors: true,
  coerceTypes: true,
  useDefaults: true,
  verbose: true,
  keywords: ["secret"],
});

/**
 * The variables that a schema names, checked and converted, and no others.
 * A property's `description` says what is allowed, and `secret: true` keeps its value out of the message.
 * @throws EnvironmentError that names every wrong variable, its value and what is allowed.
 */
export function readEnvironment<Schema extends TObject>(
  schema: Schema,
  environment: NodeJS.ProcessEnv,
): Static<Schema> {
  const values: Record<string, unknown> = {};
  for (const name of Object.keys(schema.properties)) {
    if (environment[name] !== undefined) values[name] = environment[name];
  }
  const validate = ajv.compile<Static<Schema>>(schema);
  if (validate(values)) return values;

  const mistakes = new Map<string, string>();
  for (const { keyword, instancePath, params } of validate.errors ?? []) {
    const name =
      keyword === "required" ? String(params["missingProperty"]) : instancePath.slice("/".length);
    const { description, secret } = Object(schema.properties[name]);
    const received = environment[name];
    const problem =
      received === undefined
        ? "is not set"
        : secret
          ? "has a value that is not allowed"
          : `is ${JSON.stringify(received)}`;
    mistakes.set(name, `${name} ${problem}; it takes ${description}`);
  }
  throw new EnvironmentError([...mistakes.values()].join("\n"));
}
