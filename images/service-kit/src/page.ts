import { Type, type TSchema } from "typebox";
import { uuid } from "./uuid.ts";

/** What a list takes: how long its pages are, and where one begins. */
export const PageQuery = Type.Object(
  {
    limit: Type.Integer({
      minimum: 1,
      maximum: 100,
      default: 20,
      description: "how many, from 1 to 100",
    }),
    cursor: Type.Optional(uuid("`next` of the page before")),
  },
  { additionalProperties: false },
);

/** What a list answers. */
export function Page<Item extends TSchema>(item: Item) {
  return Type.Object({
    items: Type.Array(item),
    next: Type.Optional(
      Type.String({ description: "the cursor of the next page, if there is one" }),
    ),
  });
}

/**
 * A page, and the cursor of the next one, if there is one.
 *
 * @param find Finds so many items at most, from the cursor on.
 */
export async function pageOf<Item>(
  limit: number,
  find: (limit: number) => Promise<Item[]>,
  cursorOf: (item: Item) => string,
): Promise<{ items: Item[]; next?: string }> {
  // One more than asked for, to know whether there is a next page.
  const found = await find(limit + 1);
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return found.length > limit && last !== undefined ? { items, next: cursorOf(last) } : { items };
}
