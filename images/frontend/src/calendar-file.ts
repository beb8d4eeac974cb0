import ical from "ical-generator";
import type { Event } from "./api.ts";

/** An event for calendars to import: https://www.rfc-editor.org/rfc/rfc5545. @param url of its page */
export function calendarFile(event: Event, url: string): string {
  const { id, name, description = "", start, end, location } = event;
  const calendar = ical({ prodId: { company: "Slipway", product: "MyEvents" } });
  calendar.createEvent({
    id,
    summary: name,
    description,
    start: new Date(start),
    end: new Date(end),
    location: [...location.halls, location.name, location.address, location.country].join(", "),
    url,
  });
  return calendar.toString();
}
