import { useState, type ReactNode } from "react";
import { noAnswer, type Problem } from "./problem.ts";
import { useStatus } from "./status.tsx";

interface CancellationArgs {
  send: () => Promise<unknown>;
  /** What is said once it is done. */
  done: () => ReactNode;
  onCancelled: () => void;
}

/** Cancels something, by a button that goes with it: whether that is under way, and why it could not be done. */
export function useCancellation({ send, done, onCancelled }: CancellationArgs) {
  const say = useStatus();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();

  async function cancel() {
    setBusy(true);
    setProblem(undefined);
    say("");
    try {
      await send();
    } catch (error) {
      setProblem(noAnswer(error));
      setBusy(false);
      return;
    }
    say(done());
    // The button that had the focus is about to go.
    document.querySelector("h1")?.focus();
    onCancelled();
  }

  return { busy, problem, cancel };
}
