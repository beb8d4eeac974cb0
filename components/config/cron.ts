/** The five fields, in their order: the least and the most, and the names that count from the least. */
const fields: { least: number; most: number; names?: string[] }[] = [
  { least: 0, most: 59 },
  { least: 0, most: 23 },
  { least: 1, most: 31 },
  { least: 1, most: 12, names: "jan feb mar apr may jun jul aug sep oct nov dec".split(" ") },
  // Other crons know 7 as Sunday as well; Kubernetes refuses it.
  { least: 0, most: 6, names: "sun mon tue wed thu fri sat".split(" ") },
];
const macros = ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"];

/** Whether Kubernetes takes a text for a CronJob's schedule. The time zone is a field of its own. */
export function isCron(text: string): boolean {
  if (macros.includes(text)) return true;
  const parts = text.split(" ");
  return (
    parts.length === fields.length &&
    parts.every((part, index) => part.split(",").every((each) => isEntry(each, index)))
  );
}

/** Whether a schedule that Kubernetes takes has a time on every day. */
export function isDaily(text: string): boolean {
  if (text.startsWith("@")) return ["@daily", "@midnight", "@hourly"].includes(text);
  return text
    .split(" ")
    .slice(2)
    .every((part) => part.split(",").some((entry) => /^[*?](\/1)?$/.test(entry)));
}

/** One entry of a field's list: everything, a value or a range of them, each perhaps in steps. */
function isEntry(entry: string, index: number): boolean {
  const field = fields[index];
  const [, range = "", step] = /^([^/]+)(?:\/([1-9]\d?))?$/.exec(entry) ?? [];
  if (field === undefined || range === "") return false;
  if (step !== undefined && Number(step) > field.most) return false;
  if (range === "*" || range === "?") return true;
  const bounds = range.split("-").map((bound) => {
    const named = (field.names ?? []).indexOf(bound.toLowerCase());
    if (named >= 0) return field.least + named;
    return /^\d{1,2}$/.test(bound) ? Number(bound) : -1;
  });
  const [first = -1, last = first] = bounds;
  return bounds.length <= 2 && field.least <= first && first <= last && last <= field.most;
}

/** Whether a text is the name of a time zone as the IANA's database spells it. */
export function isTimeZone(text: string): boolean {
  if (!/^[A-Z][\w+-]*(\/[\w+-]+)*$/.test(text)) return false;
  try {
    const { timeZone } = new Intl.DateTimeFormat("en", { timeZone: text }).resolvedOptions();
    // Case counts in the cluster. An older name is told by a newer one here, and is right as well.
    return timeZone === text || timeZone.toLowerCase() !== text.toLowerCase();
  } catch {
    return false;
  }
}
