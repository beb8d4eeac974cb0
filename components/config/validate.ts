import * as pulumi from "@pulumi/pulumi";
import { Ajv, type ErrorObject } from "ajv";
import type { Schema } from "./fields";
import { formats } from "./formats";

/** What is wrong at a place in the settings. */
export interface Mistake {
  /** The names that lead there, from the value that was looked at. */
  at: string[];
  /** What follows the place in a sentence. */
  sentence: string;
}

/** What stands in a parent's schema, as far as a message needs it. */
interface Description {
  allowed?: string;
  secret?: boolean;
  properties?: Record<string, Description>;
}

// The schemas are this program's own: to check them against theirs would take longer than what they are for.
const trusted = { validateSchema: false, meta: false, strict: false } as const;
const ajv = new Ajv({ allErrors: true, verbose: true, formats, ...trusted });

/** What is wrong with a value by its schema: every mistake, one a place. */
export function mistakesOf(schema: Schema, value: unknown): Mistake[] {
  const validate = ajv.compile(schema);
  if (validate(value)) return [];
  const mistakes = (validate.errors ?? []).map(mistakeOf);
  return [...new Map(mistakes.map((mistake) => [mistake.at.join("/"), mistake])).values()];
}

function mistakeOf(error: ErrorObject): Mistake {
  const at = error.instancePath.split("/").slice(1).map(unescaped);
  const schema = error.parentSchema as Description;
  const params = error.params as Record<string, string>;
  if (error.keyword === "additionalProperties") {
    const known = Object.keys(schema.properties ?? {});
    const sentence =
      known.length > 0
        ? `is not known; there are ${known.join(", ")}`
        : `is not a name that is allowed here, in ${schema.allowed}`;
    return { at: [...at, params["additionalProperty"] ?? ""], sentence };
  }
  if (error.keyword === "required") {
    const name = params["missingProperty"] ?? "";
    const allowed = schema.properties?.[name]?.allowed;
    return { at: [...at, name], sentence: `is missing, but must be ${allowed}` };
  }
  const is = holdsSecret(schema) ? "is not allowed" : `is ${shown(error.data)}`;
  return { at, sentence: `${is}, but must be ${schema.allowed}` };
}

/**
 * Holds what the program says of a part to what its settings may say.
 *
 * @throws RunError that names the part, the field, the value and what is allowed.
 */
export function assertValid(part: string, schema: Schema, value: unknown): void {
  const [mistake] = mistakesOf(schema, value);
  if (mistake === undefined) return;
  throw new pulumi.RunError(`${part}: ${mistake.at.join(".")} ${mistake.sentence}`);
}

/** Whether what was meant for a place may be a secret, or have one in it. */
function holdsSecret({ secret, properties = {} }: Description): boolean {
  return secret === true || Object.values(properties).some(holdsSecret);
}

/** A JSON pointer's step as it was before it was escaped. */
function unescaped(step: string): string {
  return step.replaceAll("~1", "/").replaceAll("~0", "~");
}

/** A value as JSON, with no more than the first line of a text in it: it may be a key, put in the wrong place. */
export function shown(value: unknown): string {
  return JSON.stringify(value, (key, inner: unknown) => {
    if (/password|key/i.test(key)) return "…";
    return typeof inner === "string" ? firstLine(inner) : inner;
  });
}

/** What may be shown of a text that was to be a certificate. */
export function firstLine(text: string): string {
  return text.replace(/\n[^]*/, "…");
}
