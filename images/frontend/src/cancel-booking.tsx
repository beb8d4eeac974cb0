import { useEffect, useRef, useState } from "react";

interface CancelBookingProps {
  /** Whether it is being cancelled. */
  busy: boolean;
  onCancel: () => void;
}

/**
 * Cancels a booking after a question. The key or click that asks for it is not the one that answers:
 * the focus goes to the question, and the button that keeps the booking comes first.
 */
export function CancelBooking({ busy, onCancel }: CancelBookingProps) {
  const [asking, setAsking] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const question = useRef<HTMLDivElement>(null);
  const wasAsking = useRef(false);

  useEffect(() => {
    if (asking) question.current?.focus();
    else if (wasAsking.current) opener.current?.focus();
    wasAsking.current = asking;
  }, [asking]);

  function keep() {
    if (!busy) setAsking(false);
  }

  if (!asking) {
    return (
      <button ref={opener} type="button" className="quiet" onClick={() => setAsking(true)}>
        Cancel the booking
      </button>
    );
  }
  return (
    <div
      ref={question}
      className="ask"
      role="group"
      aria-label="Cancel this booking?"
      tabIndex={-1}
      onKeyDown={({ key }) => key === "Escape" && keep()}
    >
      <p>Cancel this booking?</p>
      <button type="button" className="quiet" aria-disabled={busy} onClick={keep}>
        No, keep it
      </button>
      <button
        type="button"
        className="danger"
        aria-disabled={busy}
        onClick={() => !busy && onCancel()}
      >
        {busy ? "One moment …" : "Yes, cancel it"}
      </button>
    </div>
  );
}
