import { Link } from "wouter";
import type { Event } from "./api.ts";
import { DateBlock } from "./date-block.tsx";
import { EventPattern } from "./event-pattern.tsx";
import { formatHours, zoneOf } from "./event-time.ts";
import { Joined } from "./joined.tsx";
import { useLanguage } from "./language.tsx";
import { SeatsLeft } from "./seats-left.tsx";

interface EventEntryProps {
  event: Event;
}

/** An event in the list of them. */
export function EventEntry({ event }: EventEntryProps) {
  const { locale } = useLanguage();
  const { id, name, start, end, location } = event;
  return (
    <>
      <DateBlock instant={start} timeZone={event.timeZone} />
      <div className="what">
        <h2>
          <Link className="whole" href={`/events/${id}`}>
            <bdi>{name}</bdi>
          </Link>
        </h2>
        <p className="hours">
          {formatHours(start, end, { locale, timeZone: zoneOf(event.timeZone) })}
        </p>
        <p className="place">
          <Joined texts={[location.name, location.country]} />
        </p>
        <SeatsLeft event={event} />
      </div>
      <EventPattern id={id} />
    </>
  );
}
