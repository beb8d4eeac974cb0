import type { Event } from "./api.ts";
import { calendarDay, zoneOf } from "./event-time.ts";

/** Which events are looked for. Empty fields ask for nothing. */
export interface EventFilter {
  /** Words that all stand in the event's texts, in any order. */
  words: string;
  /** The first and the last day, such as 2030-05-04, as the place of the event counts days. */
  from: string;
  until: string;
  /** Which list they are looked for in. */
  when: "upcoming" | "past";
}

export const noFilter: EventFilter = { words: "", from: "", until: "", when: "upcoming" };

/** From the site's address, and so in links and in the browser's history. */
export function filterOf(search: string): EventFilter {
  const query = new URLSearchParams(search);
  const day = (name: string) => {
    const value = query.get(name) ?? "";
    return /^\d{4}-\d\d-\d\d$/.test(value) ? value : "";
  };
  return {
    words: (query.get("q") ?? "").trim(),
    from: day("from"),
    until: day("until"),
    when: query.get("when") === "past" ? "past" : "upcoming",
  };
}

/** The path of the events that it lets through. */
export function filterPath({ words, from, until, when }: EventFilter): string {
  const past = when === "past" ? when : "";
  const entries = Object.entries({ q: words.trim(), from, until, when: past });
  const query = new URLSearchParams(entries.filter(([, value]) => value !== ""));
  return query.size === 0 ? "/" : `/?${query}`;
}

/** Whether it lets through all of its list. */
export function isEmpty({ words, from, until }: EventFilter): boolean {
  return words.trim() === "" && from === "" && until === "";
}

/** Whether an event is on one of the days and has all of the words. */
export function matches(event: Event, { words, from, until }: EventFilter): boolean {
  const zone = zoneOf(event.timeZone);
  if (from !== "" && calendarDay(event.end, zone) < from) return false;
  if (until !== "" && calendarDay(event.start, zone) > until) return false;
  const { name, description = "", location } = event;
  const texts = [name, description, location.name, location.address, location.country];
  const text = plain([...texts, ...location.halls].join("\n"));
  return plain(words)
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** Without case and accents, which people leave out when they search. */
function plain(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
