/** The browser's own time zone, as people call it: "Central European Time". */
export function timeZoneName(date = new Date()): string {
  const parts = new Intl.DateTimeFormat("en", { timeZoneName: "longGeneric" }).formatToParts(date);
  return parts.find(({ type }) => type === "timeZoneName")?.value ?? "local time";
}

const format = new Intl.DateTimeFormat("en-GB", {
  weekday: "short",
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  timeZoneName: "short",
});

/** When, in the browser's time zone. */
export function formatTime(instant: string): string {
  return format.format(new Date(instant));
}

/** From when to when, in the browser's time zone. */
export function formatPeriod(start: string, end: string): string {
  return format.formatRange(new Date(start), new Date(end));
}

/** What <input type="datetime-local"> holds, as an instant; undefined when it holds none. */
export function instant(local: string): string | undefined {
  const date = new Date(local);
  return local === "" || Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
