import { useEffect, useRef, useState } from "react";

import { useLanguage } from "./language.tsx";

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
  const { text } = useLanguage();
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
        {text.cancelBooking}
      </button>
    );
  }
  return (
    <div
      ref={question}
      className="ask"
      role="group"
      aria-label={text.cancelQuestion}
      tabIndex={-1}
      onKeyDown={({ key }) => key === "Escape" && keep()}
    >
      <p>{text.cancelQuestion}</p>
      <button type="button" className="quiet" aria-disabled={busy} onClick={keep}>
        {text.noKeep}
      </button>
      <button
        type="button"
        className="danger"
        aria-disabled={busy}
        onClick={() => !busy && onCancel()}
      >
        {busy ? text.oneMoment : text.yesCancel}
      </button>
    </div>
  );
}
