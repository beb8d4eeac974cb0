import type { Event } from "./api.ts";
import { calendarFile } from "./calendar-file.ts";
import { useLanguage } from "./language.tsx";

interface CalendarButtonProps {
  event: Event;
}

export function CalendarButton({ event }: CalendarButtonProps) {
  const { text } = useLanguage();

  function save() {
    const file = new Blob([calendarFile(event, window.location.href)], { type: "text/calendar" });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(file);
    link.download = "event.ics";
    link.click();
    URL.revokeObjectURL(link.href);
  }

  return (
    <button type="button" className="quiet" onClick={save}>
      {text.calendarFile}
    </button>
  );
}
