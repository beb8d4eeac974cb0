import { Fragment } from "react";
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
      <dd>
        <Joined texts={[location.name, location.address, location.country]} />
      </dd>
      {location.halls.length > 0 && (
        <>
          <dt>{location.halls.length === 1 ? "Hall" : "Halls"}</dt>
          <dd>
            <Joined texts={location.halls} />
          </dd>
        </>
      )}
    </dl>
  );
}

interface JoinedProps {
  texts: readonly string[];
}

function Joined({ texts }: JoinedProps) {
  return texts.map((text, index) => (
    <Fragment key={index}>
      {index > 0 && ", "}
      <bdi>{text}</bdi>
    </Fragment>
  ));
}
