import { useState } from "react";
import { Link } from "wouter";
import type { Booking } from "./api.ts";
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
  const [step, setStep] = useState<"shown" | "asking" | "cancelling">("shown");
  const [problem, setProblem] = useState<Problem>();

  async function cancel() {
    setStep("cancelling");
    setProblem(undefined);
    say("");
    try {
      await api.cancel(booking.id);
    } catch (error) {
      setProblem(noAnswer(error));
      setStep("shown");
      return;
    }
    pendingSeats.forget(booking.eventId);
    say(`The booking of ${seats(booking.seats)} for ${booking.eventName} is cancelled.`);
    // The button that had the focus is about to go.
    document.querySelector("h1")?.focus();
    onCancelled();
  }

  return (
    <>
      <h2>
        <Link href={`/events/${booking.eventId}`}>{booking.eventName}</Link>
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
      {booking.status === "booked" && step === "shown" && (
        <button type="button" className="quiet" onClick={() => setStep("asking")}>
          Cancel the booking
        </button>
      )}
      {booking.status === "booked" && step !== "shown" && (
        <div className="ask" role="group" aria-label="Cancel this booking?">
          <p>Cancel this booking?</p>
          <button
            type="button"
            className="danger"
            autoFocus
            aria-disabled={step === "cancelling"}
            onClick={() => step === "asking" && void cancel()}
          >
            {step === "asking" ? "Yes, cancel it" : "One moment …"}
          </button>
          <button
            type="button"
            className="quiet"
            aria-disabled={step === "cancelling"}
            onClick={() => step === "asking" && setStep("shown")}
          >
            No, keep it
          </button>
        </div>
      )}
    </>
  );
}
