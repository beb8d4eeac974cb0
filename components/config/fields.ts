import { texts } from "./texts";

/** A JSON Schema, and the type of what it describes. It is plain data: a builder's modules would slow each preview. */
export interface Schema<Value = unknown> {
  readonly [keyword: string]: unknown;
  /** For the type alone: no schema has it. */
  readonly "~value"?: Value;
}
export type Static<Described extends Schema> = NonNullable<Described["~value"]>;
type Properties = Record<string, Schema>;
type Values<Described extends Properties> = { [Name in keyof Described]: Static<Described[Name]> };

/**
 * What a schema says of a value beside its type: `allowed` ends the sentence "… must be", `preset` is what the table
 * of README names as the default, `secret` asks for a value that is encrypted in the stack's file.
 */
export interface Field {
  description: string;
  allowed: string;
  preset?: string;
  secret?: boolean;
}

/** What the members of a `named` may be. */
export const line: object = texts.line;
export const digest: object = texts.digest;

/** A text of one of the kinds above. */
export function text(kind: keyof typeof texts, field: Omit<Field, "allowed">): Schema<string> {
  return { type: "string", maxLength: 253, ...texts[kind], ...field };
}

/** An amount of CPU: YAML reads what has no unit as a number. */
export function cpu(field: Omit<Field, "allowed">): Schema<string | number> {
  const range = { minimum: 0.001, maximum: 999 };
  return { type: ["string", "number"], ...texts.cpu, ...range, ...field };
}

export function whole(
  minimum: number,
  maximum: number,
  field: Omit<Field, "allowed">,
): Schema<number> {
  const allowed = `a whole number from ${minimum} to ${maximum}`;
  return { type: "integer", minimum, maximum, allowed, ...field };
}

export function number(
  minimum: number,
  maximum: number,
  field: Omit<Field, "allowed">,
): Schema<number> {
  const allowed = `a number from ${minimum} to ${maximum}`;
  return { type: "number", minimum, maximum, allowed, ...field };
}

/** A port of every node, or 0 for none. */
export function nodePort(field: Omit<Field, "allowed">): Schema<number> {
  const allowed = "a whole number from 30000 to 32767, or 0 for none";
  const range = { minimum: 30000, maximum: 32767 };
  // As `if`, so that there is one mistake and not one for each alternative.
  return { type: "integer", if: { not: { const: 0 } }, then: range, allowed, ...field };
}

export function flag(field: Omit<Field, "allowed">): Schema<boolean> {
  return { type: "boolean", allowed: "true or false", ...field };
}

export function oneOf<const Choice extends string | number>(
  choices: readonly Choice[],
  field: Omit<Field, "allowed">,
): Schema<Choice> {
  return { enum: choices, allowed: choices.join(" or "), ...field };
}

/** Texts by name, as variables and annotations are: a number or a flag is taken for its text. */
export function named(
  names: string,
  field: Field,
  text: object = { allowed: "text" },
): Schema<Record<string, string | number | boolean>> {
  const value = { type: ["string", "number", "boolean"], ...text };
  const members = { patternProperties: { [names]: value }, additionalProperties: false };
  return { type: "object", ...members, ...field };
}

/** What a `named` holds, as the texts that its members stand for. */
export function asTexts(values: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
}

/** Some values of one kind, in an order. */
export function list<Item>(
  item: Schema<Item>,
  field: Omit<Field, "secret">,
): Schema<readonly Item[]> {
  return { type: "array", items: item, maxItems: 50, ...field };
}

/** Ranges of addresses, in CIDR notation. */
export function addressRanges(field: Omit<Field, "allowed" | "secret">): Schema<readonly string[]> {
  const range = text("cidr", { description: "A range of addresses" });
  return list(range, { allowed: "a list of ranges of addresses, such as [10.0.0.0/16]", ...field });
}

/** An object of optional fields, and of such that it must have. */
export function group<Optional extends Properties, Required extends Properties = {}>(
  description: string,
  optional: Optional,
  required?: Required,
): Schema<Partial<Values<Optional>> & Values<Required>> {
  const properties = { ...required, ...optional };
  return {
    type: "object",
    properties,
    required: Object.keys(required ?? {}),
    additionalProperties: false,
    description,
    allowed: `an object of ${Object.keys(properties).join(", ")}`,
  };
}
