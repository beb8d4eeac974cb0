import type { Event } from "./api.ts";
import { useLanguage } from "./language.tsx";
import { useServices } from "./services.tsx";

interface SeatsLeftProps {
  event: Event;
}

export function SeatsLeft({ event: { id, status, end, seatsLeft, capacity } }: SeatsLeftProps) {
  const { pendingSeats } = useServices();
  const { text } = useLanguage();
  const left = pendingSeats.seatsLeft(id, seatsLeft);
  if (status === "cancelled") return <p className="seats none">{text.eventCancelled}</p>;
  if (Date.parse(end) <= Date.now()) return <p className="seats none past">{text.past}</p>;
  if (left <= 0) return <p className="seats none">{text.soldOut}</p>;
  return (
    <p className={left * 10 <= capacity ? "seats few" : "seats"}>
      {text.left(left)} <span className="of">{text.ofCapacity(capacity)}</span>
    </p>
  );
}
