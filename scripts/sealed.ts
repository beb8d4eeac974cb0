/** Whether a value of a stack's settings is encrypted, or holds something that is. */
export function isSealed(value: unknown): value is object {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return "secure" in value || Object.values(value).some(isSealed);
}
