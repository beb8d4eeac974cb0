import type { ReactNode } from "react";
import { Notice } from "./notice.tsx";
import type { Resource } from "./use-resource.ts";

interface LoadedProps<Value> {
  /** What is being read, as in "Loading events …" */
  what: string;
  resource: Resource<Value>;
  children: (value: Value) => ReactNode;
}

/** A read's value once it is there; before that, that it is being read; and why it could not be. */
export function Loaded<Value>({ what, resource, children }: LoadedProps<Value>) {
  const { value, problem, reload } = resource;
  return (
    <>
      {problem && (
        <Notice problem={problem} onRetry={reload}>
          {problem.passes && value !== undefined && <p>What you see is from before.</p>}
          {problem.passes && <p>This page tries again by itself.</p>}
        </Notice>
      )}
      {value !== undefined && children(value)}
      {value === undefined && !problem && (
        <p className="loading" role="status">
          Loading {what} …
        </p>
      )}
    </>
  );
}
