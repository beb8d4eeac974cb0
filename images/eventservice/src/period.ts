import { Failure } from "@slipway/service-kit";

/** @throws Failure 400 when a time does not exist or the end is not after the start. */
export function period(startText: string, endText: string): { start: Date; end: Date } {
  const [start, end] = [instant(startText), instant(endText)];
  const fields = [];
  if (!start) fields.push({ field: "start", message: "is a date or time that does not exist" });
  if (!end) fields.push({ field: "end", message: "is a date or time that does not exist" });
  if (start && end) {
    if (end > start) return { start, end };
    fields.push({ field: "end", message: "must be after start" });
  }
  const names = fields.map(({ field }) => field).join(", ");
  throw new Failure(400, "invalid", `not valid: ${names}`, { fields });
}

/** Undefined for what a calendar does not have: left to itself, Date takes 30 February for 2 March. */
function instant(text: string): Date | undefined {
  const [date = ""] = text.split("T");
  const day = new Date(`${date}T00:00:00Z`);
  const time = new Date(text);
  if (Number.isNaN(day.getTime()) || Number.isNaN(time.getTime())) return undefined;
  // In UTC the last hours of 9999 can be the year 10000, which has no such form.
  const fourDigits = /^\d{4}-/.test(time.toISOString());
  return day.toISOString().startsWith(date) && fourDigits ? time : undefined;
}
