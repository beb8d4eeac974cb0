import { isDeepStrictEqual } from "node:util";
import type { Change } from "./plugin";
import type { Properties } from "./property";

/** The top-level properties in which two bags differ. */
export function changesBetween(
  olds: Properties,
  news: Properties,
  replace: boolean,
): Map<string, Change> {
  const changes = new Map<string, Change>();
  for (const name of new Set([...Object.keys(olds), ...Object.keys(news)])) {
    if (isDeepStrictEqual(olds[name], news[name])) continue;
    const kind = !(name in olds) ? "add" : !(name in news) ? "delete" : "update";
    changes.set(name, { kind, replace });
  }
  return changes;
}
