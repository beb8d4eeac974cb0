import type { Event } from "./api.ts";
import { browserZone, formatPeriod, isSameTime, zoneName, zoneOf } from "./event-time.ts";
import { Joined } from "./joined.tsx";
import { useLanguage } from "./language.tsx";

interface EventFactsProps {
  event: Event;
}

/** When, by the clocks of the place and of the person, and where. */
export function EventFacts({ event: { start, end, location, timeZone } }: EventFactsProps) {
  const { text, locale } = useLanguage();
  const [there, here] = [zoneOf(timeZone), browserZone()];
  const isElsewhere = !isSameTime(start, there, here);
  return (
    <dl className="facts">
      <dt>{text.when}</dt>
      <dd>
        {formatPeriod(start, end, { locale, timeZone: there })}
        {isElsewhere && (
          <span className="hint"> ({zoneName({ locale, timeZone: there }, new Date(start))})</span>
        )}
      </dd>
      {isElsewhere && (
        <>
          <dt>{text.yourTime}</dt>
          <dd>{formatPeriod(start, end, { locale, timeZone: here })}</dd>
        </>
      )}
      <dt>{text.where}</dt>
      <dd>
        <Joined texts={[location.name, location.address, location.country]} />
      </dd>
      {location.halls.length > 0 && (
        <>
          <dt>{text.halls(location.halls.length)}</dt>
          <dd>
            <Joined texts={location.halls} />
          </dd>
        </>
      )}
    </dl>
  );
}
