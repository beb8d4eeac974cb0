import type { ReactNode } from "react";
import type { Problem } from "./problem.ts";
import { sentence } from "./problem.ts";

interface NoticeProps {
  problem: Problem;
  /** Tries again at once. @default no button */
  onRetry?: () => void;
  children?: ReactNode;
}

/** Why something did not work, spoken by screen readers as soon as it is there. */
export function Notice({ problem, onRetry, children }: NoticeProps) {
  return (
    <div className="notice bad" role="alert">
      <p>{problem.message}</p>
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
          Try again
        </button>
      )}
    </div>
  );
}
