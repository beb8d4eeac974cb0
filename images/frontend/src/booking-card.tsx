import { Link } from "wouter";
import type { Booking } from "./api.ts";
import { ConfirmedButton } from "./confirmed-button.tsx";
import { DateBlock } from "./date-block.tsx";
import { browserZone, formatTime, isSameTime, zoneOf } from "./event-time.ts";
import { useLanguage } from "./language.tsx";
import { Advice, Notice } from "./notice.tsx";
import { useServices } from "./services.tsx";
import { useCancellation } from "./use-cancellation.ts";

interface BookingCardProps {
  booking: Booking;
  onCancelled: () => void;
}

export function BookingCard({ booking, onCancelled }: BookingCardProps) {
  const { api, pendingSeats } = useServices();
  const { text, locale } = useLanguage();
  const [there, here] = [zoneOf(booking.eventTimeZone), browserZone()];
  const { busy, problem, cancel } = useCancellation({
    async send() {
      await api.cancel(booking.id);
      pendingSeats.forget(booking.eventId);
    },
    done: () => text.cancelled(booking.seats, <bdi>{booking.eventName}</bdi>),
    onCancelled,
  });

  return (
    <>
      <DateBlock instant={booking.eventStart} timeZone={booking.eventTimeZone} />
      <div className="what">
        <h2>
          <Link href={`/events/${booking.eventId}`}>
            <bdi>{booking.eventName}</bdi>
          </Link>
        </h2>
        <p className="hours">{formatTime(booking.eventStart, { locale, timeZone: there })}</p>
        {!isSameTime(booking.eventStart, there, here) && (
          <p className="hint">
            {text.yourTime}: {formatTime(booking.eventStart, { locale, timeZone: here })}
          </p>
        )}
        {booking.status === "cancelled" ? (
          <p className="seats none">{text.seatsCancelled(booking.seats)}</p>
        ) : (
          <p className="seats">{text.seats(booking.seats)}</p>
        )}
        {problem && (
          <Notice problem={problem}>
            <Advice problem={problem} />
          </Notice>
        )}
        {booking.status === "booked" && (
          <ConfirmedButton
            action={text.cancelBooking}
            question={text.cancelQuestion}
            yes={text.yesCancel}
            no={text.noKeep}
            busy={busy}
            onConfirm={() => void cancel()}
          />
        )}
      </div>
    </>
  );
}
