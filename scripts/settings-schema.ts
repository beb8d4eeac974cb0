import { partSchemas } from "../components/config/part-schemas";
import { sections } from "../components/config/section-schemas";
import type { Registered } from "./registered";

/** A schema as JSON, with the keywords of components/config/fields.ts. */
export interface Node {
  type?: string | string[];
  description?: string;
  allowed?: string;
  preset?: string;
  secret?: boolean;
  format?: string;
  properties?: Record<string, Node>;
  patternProperties?: Record<string, Node>;
  items?: Node;
  [keyword: string]: unknown;
}

/** What `pulumi config set --secret` writes. */
const sealed = {
  type: "object",
  properties: { secure: { type: "string" } },
  required: ["secure"],
  additionalProperties: false,
};

/**
 * The JSON Schema of a stack's file, by which an editor completes and checks it: the sections, and every part of the
 * program by its name.
 *
 * @param resources What the program registers.
 */
export function stackFileSchema(resources: readonly Registered[]): object {
  const parts = Object.entries(partSchemas).map(([key, kinds]) => [
    `slipway:${key}`,
    {
      type: "object",
      properties: Object.fromEntries(
        resources.flatMap(({ type, name }) =>
          Object.keys(kinds)
            .filter((kind) => type === `slipway:index:${kind}`)
            .map((kind) => [name, { $ref: `#/definitions/${kind}` }] as const),
        ),
      ),
      additionalProperties: false,
    },
  ]);
  const single = Object.entries(sections).map(([key, schema]) => [
    `slipway:${key}`,
    forEditors(schema as Node),
  ]);
  const keys = [...Object.keys(sections), ...Object.keys(partSchemas)];
  const definitions = Object.values(partSchemas)
    .flatMap((kinds) => Object.entries<object>(kinds))
    .map(([kind, schema]) => [kind, forEditors(schema as Node)]);
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "The settings of a stack: Pulumi.<stack>.yaml",
    type: "object",
    properties: {
      config: {
        type: "object",
        properties: Object.fromEntries([...single, ...parts]),
        // Other keys are the engine's and its providers'.
        patternProperties: { [`^slipway:(?!(${keys.join("|")})$)`]: false },
      },
    },
    definitions: Object.fromEntries(definitions),
  };
}

/** Without what JSON Schema does not know; what is said in words becomes a part of the description. */
function forEditors({ allowed, preset, secret, format, ...node }: Node): object {
  const said = [node.description, allowed && `Allowed: ${allowed}`, preset && `Default: ${preset}`];
  const description = said.filter((part) => part !== undefined).join(". ");
  if (secret === true) return { ...sealed, description };
  const { properties, patternProperties, items } = node;
  return {
    ...node,
    description,
    ...(properties === undefined ? {} : { properties: mapped(properties, forEditors) }),
    ...(items === undefined ? {} : { items: forEditors(items) }),
    ...(patternProperties === undefined
      ? {}
      : { patternProperties: mapped(patternProperties, textOrSecret) }),
  };
}

function textOrSecret({ allowed, ...node }: Node): object {
  return { description: allowed, anyOf: [node, sealed] };
}

function mapped<Value>(nodes: Record<string, Value>, change: (node: Value) => object): object {
  return Object.fromEntries(Object.entries(nodes).map(([name, node]) => [name, change(node)]));
}
