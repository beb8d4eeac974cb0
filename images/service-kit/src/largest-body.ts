/** Bytes of a character, escaped: outside of the Basic Multilingual Plane it takes two escapes, as in \ud83c\udfbb. */
const character = 12;

/** Bytes of a number, true, false or null: -1.7976931348623157e+308. */
const scalar = 24;

/** Bytes of what stands between two values: quotes, a colon or a comma, and the blanks of indented JSON. */
const between = 64;

interface Schema {
  type?: string;
  maxLength?: number;
  maxItems?: number;
  items?: Schema;
  properties?: Record<string, Schema>;
}

/**
 * Bytes of the largest JSON that a schema allows, in whatever way its characters are written.
 * @throws TypeError when the schema sets no limit, which says where.
 */
export function largestBody(schema: unknown, place = "body"): number {
  const { type, maxLength, maxItems, items, properties = {} } = Object(schema) as Schema;
  switch (type) {
    case "string":
      return between + character * limit(maxLength, "maxLength", place);
    case "array":
      return between + limit(maxItems, "maxItems", place) * largestBody(items, `${place}[]`);
    case "object":
      return Object.entries(properties).reduce(
        (sum, [name, property]) =>
          sum + between + character * name.length + largestBody(property, `${place}.${name}`),
        between,
      );
    case "integer":
    case "number":
    case "boolean":
    case "null":
      return between + scalar;
    default:
      throw new TypeError(`${place} is of type ${type}, of which nobody knows how large it may be`);
  }
}

function limit(value: number | undefined, name: string, place: string): number {
  if (value !== undefined) return value;
  throw new TypeError(`${place} has no ${name}: nobody knows how large a body may be`);
}
