import type { Event } from "./api.ts";
import { seats } from "./seats.ts";
import { useServices } from "./services.tsx";

interface SeatsLeftProps {
  event: Event;
}

export function SeatsLeft({ event: { id, seatsLeft, capacity } }: SeatsLeftProps) {
  const { pendingSeats } = useServices();
  const left = pendingSeats.seatsLeft(id, seatsLeft);
  if (left <= 0) return <p className="seats none">Sold out</p>;
  return (
    <p className={left * 10 <= capacity ? "seats few" : "seats"}>
      {seats(left)} left <span className="of">of {capacity}</span>
    </p>
  );
}
