import { useEffect, useRef, useState } from "react";

import { useLanguage } from "./language.tsx";

interface ConfirmedButtonProps {
  /** What it does. */
  action: string;
  question: string;
  /** The answers: to do it, and to leave all as it is. */
  yes: string;
  no: string;
  /** Whether it is being done. */
  busy: boolean;
  onConfirm: () => void;
}

/**
 * Does what cannot be undone after a question. The key or click that asks for it is not the one that answers: the focus
 * goes to the question, and the button that leaves all as it is comes first.
 */
export function ConfirmedButton(props: ConfirmedButtonProps) {
  const { action, question, yes, no, busy, onConfirm } = props;
  const { text } = useLanguage();
  const [asking, setAsking] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const group = useRef<HTMLDivElement>(null);
  const wasAsking = useRef(false);

  useEffect(() => {
    if (asking) group.current?.focus();
    else if (wasAsking.current) opener.current?.focus();
    wasAsking.current = asking;
  }, [asking]);

  function keep() {
    if (!busy) setAsking(false);
  }

  if (!asking) {
    return (
      <button ref={opener} type="button" className="quiet" onClick={() => setAsking(true)}>
        {action}
      </button>
    );
  }
  return (
    <div
      ref={group}
      className="ask"
      role="group"
      aria-label={question}
      tabIndex={-1}
      onKeyDown={({ key }) => key === "Escape" && keep()}
    >
      <p>{question}</p>
      <button type="button" className="quiet" aria-disabled={busy} onClick={keep}>
        {no}
      </button>
      <button
        type="button"
        className="danger"
        aria-disabled={busy}
        onClick={() => !busy && onConfirm()}
      >
        {busy ? text.oneMoment : yes}
      </button>
    </div>
  );
}
