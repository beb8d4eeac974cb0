import type { ReactNode } from "react";
import type { Problem } from "./problem.ts";
import { sentence } from "./sentence.ts";
import { useLanguage } from "./language.tsx";

interface NoticeProps {
  problem: Problem;
  /** Tries again at once. @default no button */
  onRetry?: () => void;
  children?: ReactNode;
}

/** Why something did not work, spoken by screen readers as soon as it is there. */
export function Notice({ problem, onRetry, children }: NoticeProps) {
  const { text } = useLanguage();
  return (
    <div className="notice bad" role="alert">
      <p>{problem.words(text)}</p>
      {problem.fields.length > 0 && (
        <ul>
          {problem.fields.map(({ field, message }) => (
            <li key={field}>{sentence(`${field}: ${message}`)}</li>
          ))}
        </ul>
      )}
      {children}
      {onRetry && (
        <button type="button" onClick={onRetry}>
          {text.tryAgain}
        </button>
      )}
    </div>
  );
}

interface AdviceProps {
  problem: Problem;
}

/** When to try again, where that is known. */
export function Advice({ problem: { retryAfter } }: AdviceProps) {
  const { text } = useLanguage();
  return retryAfter === undefined ? null : <p>{text.later(retryAfter)}</p>;
}
