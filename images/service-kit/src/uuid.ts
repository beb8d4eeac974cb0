import { Type } from "typebox";

/** A UUID, as the services write them. */
export function uuid(what: string) {
  return Type.String({
    maxLength: 36,
    pattern: "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
    description: what,
  });
}
