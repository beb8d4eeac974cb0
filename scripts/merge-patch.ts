/**
 * A value with a JSON Merge Patch (RFC 7396) applied: objects are merged member by member, null removes a member, and
 * anything else takes the place of what is there.
 */
export function mergePatch(value: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const merged = Object.entries(patch).reduce<Record<string, unknown>>(
    (rest, [name, inner]) => ({ ...rest, [name]: mergePatch(rest[name], inner) }),
    isObject(value) ? value : {},
  );
  return Object.fromEntries(Object.entries(merged).filter(([, inner]) => inner !== null));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
