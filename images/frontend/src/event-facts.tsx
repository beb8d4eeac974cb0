import type { Event } from "./api.ts";
import { formatPeriod } from "./local-time.ts";

interface EventFactsProps {
  event: Event;
}

/** When and where. */
export function EventFacts({ event: { start, end, location } }: EventFactsProps) {
  return (
    <dl className="facts">
      <dt>When</dt>
      <dd>{formatPeriod(start, end)}</dd>
      <dt>Where</dt>
      <dd>{[location.name, location.address, location.country].filter(Boolean).join(", ")}</dd>
      {location.halls.length > 0 && (
        <>
          <dt>{location.halls.length === 1 ? "Hall" : "Halls"}</dt>
          <dd>{location.halls.join(", ")}</dd>
        </>
      )}
    </dl>
  );
}
