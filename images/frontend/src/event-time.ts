/** How an event's time is written: in a language, and in the zone of its place. */
export interface Style {
  locale: string;
  /** An IANA time zone. */
  timeZone: string;
}

/** The zone of what the services tell of; without one, or with one that the browser does not know, UTC. */
export function zoneOf(timeZone: string | undefined): string {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: timeZone ?? "UTC" }).resolvedOptions()
      .timeZone;
  } catch {
    return "UTC";
  }
}

/** Whether the browser knows the zone. */
export function isZone(timeZone: string): boolean {
  return timeZone !== "" && (timeZone === "UTC" || zoneOf(timeZone) !== "UTC");
}

export function browserZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** The zone as people call it: "Central European Time". */
export function zoneName({ locale, timeZone }: Style, date = new Date()): string {
  const format = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: "longGeneric" });
  const parts = format.formatToParts(date);
  return parts.find(({ type }) => type === "timeZoneName")?.value ?? timeZone;
}

export interface DateParts {
  year: string;
  month: string;
  day: string;
  weekday: string;
}

/** A date in pieces, each to stand for itself. */
export function dateParts(instant: string, { locale, timeZone }: Style): DateParts {
  const date = new Date(instant);
  const piece = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { timeZone, ...options }).format(date);
  return {
    year: piece({ year: "numeric" }),
    month: piece({ month: "short" }),
    // Without what some languages put behind the number.
    day: new Intl.DateTimeFormat("en", { timeZone, day: "numeric" }).format(date),
    weekday: piece({ weekday: "short" }),
  };
}

const time = { hour: "2-digit", minute: "2-digit", timeZoneName: "short" } as const;
const day = { weekday: "short", day: "numeric", month: "short", year: "numeric" } as const;

/** From when to when, with the day. */
export function formatPeriod(start: string, end: string, { locale, timeZone }: Style): string {
  const format = new Intl.DateTimeFormat(locale, { timeZone, ...day, ...time });
  return format.formatRange(new Date(start), new Date(end));
}

/** From when to when, beside a date: the days are named only where there are several. */
export function formatHours(start: string, end: string, { locale, timeZone }: Style): string {
  if (calendarDay(start, timeZone) !== calendarDay(end, timeZone)) {
    return formatPeriod(start, end, { locale, timeZone });
  }
  const format = new Intl.DateTimeFormat(locale, { timeZone, ...time });
  return format.formatRange(new Date(start), new Date(end));
}

/** A single time, with the day. */
export function formatTime(instant: string, { locale, timeZone }: Style): string {
  return new Intl.DateTimeFormat(locale, { timeZone, ...day, ...time }).format(new Date(instant));
}

/** Whether clocks at an instant show the same in two zones. */
export function isSameTime(instant: string, one: string, other: string): boolean {
  const clock = (timeZone: string) =>
    new Intl.DateTimeFormat("en", { timeZone, dateStyle: "short", timeStyle: "short" }).format(
      new Date(instant),
    );
  return clock(one) === clock(other);
}

/** The day in a zone, as <input type="date"> writes it: 2030-05-04. */
export function calendarDay(instant: string, timeZone: string): string {
  const options = { timeZone, year: "numeric", month: "2-digit", day: "2-digit" } as const;
  const parts = new Intl.DateTimeFormat("en", options).formatToParts(new Date(instant));
  const value = (type: Intl.DateTimeFormatPartTypes) =>
    parts.find((part) => part.type === type)?.value ?? "";
  return `${value("year").padStart(4, "0")}-${value("month")}-${value("day")}`;
}

/** Milliseconds. */
const oneDay = 24 * 60 * 60 * 1_000;

/** What clocks in a zone show at an instant, as <input type="datetime-local"> writes it: 2030-05-04T19:00. */
export function localTime(instant: string, timeZone: string): string {
  const options = { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  const clock = new Intl.DateTimeFormat("en-GB", options).format(new Date(instant));
  return `${calendarDay(instant, timeZone)}T${clock}`;
}

/**
 * What <input type="datetime-local"> holds, by the clocks of a zone, as an instant; undefined when it holds none. An
 * hour that these skip is the one after it.
 */
export function instant(local: string, timeZone: string): string | undefined {
  const wall = Date.parse(`${local}Z`);
  if (local === "" || Number.isNaN(wall)) return undefined;
  const ahead = (time: number) => {
    const minute = Math.floor(time / 60_000) * 60_000;
    return Date.parse(`${localTime(new Date(minute).toISOString(), timeZone)}Z`) - minute;
  };
  // As far ahead of UTC as a day before or a day after, should the clocks change meanwhile.
  const [before = 0, after = 0] = [-oneDay, oneDay].map((away) => wall - ahead(wall + away));
  const shows = (time: number) => ahead(time) === wall - time;
  return new Date(shows(before) || !shows(after) ? before : after).toISOString();
}
