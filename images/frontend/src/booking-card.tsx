import { useState } from "react";
import { Link } from "wouter";
import type { Booking } from "./api.ts";
import { CancelBooking } from "./cancel-booking.tsx";
import { DateBlock } from "./date-block.tsx";
import { browserZone, formatTime, isSameTime, zoneOf } from "./event-time.ts";
import { useLanguage } from "./language.tsx";
import { Advice, Notice } from "./notice.tsx";
import { noAnswer, type Problem } from "./problem.ts";
import { useServices } from "./services.tsx";
import { useStatus } from "./status.tsx";

interface BookingCardProps {
  booking: Booking;
  onCancelled: () => void;
}

export function BookingCard({ booking, onCancelled }: BookingCardProps) {
  const { api, pendingSeats } = useServices();
  const { text, locale } = useLanguage();
  const [there, here] = [zoneOf(booking.eventTimeZone), browserZone()];
  const say = useStatus();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();

  async function cancel() {
    setBusy(true);
    setProblem(undefined);
    say("");
    try {
      await api.cancel(booking.id);
    } catch (error) {
      setProblem(noAnswer(error));
      setBusy(false);
      return;
    }
    pendingSeats.forget(booking.eventId);
    say(text.cancelled(booking.seats, <bdi>{booking.eventName}</bdi>));
    // The button that had the focus is about to go.
    document.querySelector("h1")?.focus();
    onCancelled();
  }

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
          <CancelBooking busy={busy} onCancel={() => void cancel()} />
        )}
      </div>
    </>
  );
}
