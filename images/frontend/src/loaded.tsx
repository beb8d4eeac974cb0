import type { ReactNode } from "react";
import { useLanguage } from "./language.tsx";
import { Notice } from "./notice.tsx";
import type { Resource } from "./use-resource.ts";

interface LoadedProps<Value> {
  what: "event" | "events" | "bookings";
  resource: Resource<Value>;
  children: (value: Value) => ReactNode;
}

/** A read's value once it is there; before that, that it is being read; and why it could not be. */
export function Loaded<Value>({ what, resource, children }: LoadedProps<Value>) {
  const { text } = useLanguage();
  const { value, problem, reload } = resource;
  return (
    <>
      {problem && (
        <Notice problem={problem} onRetry={reload}>
          {problem.passes && value !== undefined && <p>{text.fromBefore}</p>}
          {problem.passes && <p>{text.triesAgain}</p>}
        </Notice>
      )}
      {value !== undefined && children(value)}
      {value === undefined && !problem && (
        <p className="loading" role="status">
          {text.loading[what]}
        </p>
      )}
    </>
  );
}
