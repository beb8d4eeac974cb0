import { dateParts, zoneOf } from "./event-time.ts";
import { useLanguage } from "./language.tsx";

interface DateBlockProps {
  instant: string;
  /** @default UTC */
  timeZone: string | undefined;
}

/** The day as a calendar's leaf shows it. */
export function DateBlock({ instant, timeZone }: DateBlockProps) {
  const { locale } = useLanguage();
  const { year, month, day, weekday } = dateParts(instant, { locale, timeZone: zoneOf(timeZone) });
  return (
    <time className="date" dateTime={instant}>
      <span className="weekday">{weekday}</span> <span className="day">{day}</span>{" "}
      <span className="month">{month}</span> <span className="year">{year}</span>
    </time>
  );
}
