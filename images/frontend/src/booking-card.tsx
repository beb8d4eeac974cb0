import { useState } from "react";
import { Link } from "wouter";
import type { Booking } from "./api.ts";
import { CancelBooking } from "./cancel-booking.tsx";
import { formatTime } from "./local-time.ts";
import { Notice } from "./notice.tsx";
import { noAnswer, type Problem } from "./problem.ts";
import { seats } from "./seats.ts";
import { useServices } from "./services.tsx";
import { useStatus } from "./status.tsx";

interface BookingCardProps {
  booking: Booking;
  onCancelled: () => void;
}

export function BookingCard({ booking, onCancelled }: BookingCardProps) {
  const { api, pendingSeats } = useServices();
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
    say(
      <>
        The booking of {seats(booking.seats)} for <bdi>{booking.eventName}</bdi> is cancelled.
      </>,
    );
    // The button that had the focus is about to go.
    document.querySelector("h1")?.focus();
    onCancelled();
  }

  return (
    <>
      <h2>
        <Link href={`/events/${booking.eventId}`}>
          <bdi>{booking.eventName}</bdi>
        </Link>
      </h2>
      <p>{formatTime(booking.eventStart)}</p>
      {booking.status === "cancelled" ? (
        <p className="seats none">{seats(booking.seats)}, cancelled</p>
      ) : (
        <p className="seats">{seats(booking.seats)}</p>
      )}
      {problem && (
        <Notice problem={problem}>{problem.advice !== "" && <p>{problem.advice}</p>}</Notice>
      )}
      {booking.status === "booked" && <CancelBooking busy={busy} onCancel={() => void cancel()} />}
    </>
  );
}
