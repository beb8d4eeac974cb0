import { Failure } from "@slipway/service-kit";

/** When an event takes place. */
export interface Times {
  start: Date;
  end: Date;
  /** The IANA name of the zone of its place. */
  timeZone: string;
}

const day = 24 * 60 * 60 * 1_000;

/** Milliseconds. What is further ahead is a slip of the pen. */
const longestAhead = 3_653 * day;

/** Milliseconds. */
const longest = 366 * day;

/**
 * @param stands The start of an event that is there already: it may be past by now, and is only looked at where it is
 * to be another.
 * @throws Failure 400 that names each field that is wrong: a time that does not exist, a start that is past or more than
 * 10 years ahead, an end that is not after the start or more than a year after it, a time zone that nobody knows.
 */
export function timesOf(
  given: { start: string; end: string; timeZone: string },
  stands?: Date,
): Times {
  const { timeZone } = given;
  const [start, end] = [instant(given.start), instant(given.end)];
  const problems = { start: problemOfStart(start, stands), end: problemOfEnd(start, end) };
  const fields = Object.entries({ ...problems, timeZone: problemOfZone(timeZone) }).flatMap(
    ([field, message]) => (message === undefined ? [] : [{ field, message }]),
  );
  if (start && end && fields.length === 0) return { start, end, timeZone };
  const names = fields.map(({ field }) => field).join(", ");
  throw new Failure(400, "invalid", `not valid: ${names}`, { fields });
}

const noInstant = "is a date or time that does not exist";

function problemOfStart(start: Date | undefined, stands: Date | undefined): string | undefined {
  if (!start) return noInstant;
  if (start.getTime() === stands?.getTime()) return undefined;
  const ahead = start.getTime() - Date.now();
  if (ahead < 0) return "must not be in the past";
  return ahead > longestAhead ? "must be at most 10 years ahead" : undefined;
}

function problemOfEnd(start: Date | undefined, end: Date | undefined): string | undefined {
  if (!end) return noInstant;
  if (!start) return undefined;
  if (end <= start) return "must be after start";
  return end.getTime() - start.getTime() > longest
    ? "must be at most a year after start"
    : undefined;
}

function problemOfZone(timeZone: string): string | undefined {
  try {
    new Intl.DateTimeFormat("en", { timeZone });
    return undefined;
  } catch {
    return "is no time zone that is known here; one has an IANA name, such as Europe/Amsterdam";
  }
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
