import { useEffect, useEffectEvent, useState } from "react";
import { noAnswer, type Problem } from "./problem.ts";
import { retryDelay } from "./retry-delay.ts";

interface State<Value> {
  key: string;
  value?: Value;
  /** Why the last try failed; a value beside it is the one from before. */
  problem?: Problem;
}

export interface Resource<Value> extends State<Value> {
  /** Reads now instead of later. */
  reload: () => void;
}

/**
 * What a read answers, kept up to date while the page is seen: every so many milliseconds, and when
 * the person comes back to it. A read that fails is tried again, unless that would be in vain.
 */
export function useResource<Value>(
  key: string,
  read: (signal: AbortSignal) => Promise<Value>,
  every: number,
): Resource<Value> {
  const [state, setState] = useState<State<Value>>({ key });
  const [round, setRound] = useState(0);
  const readLatest = useEffectEvent(read);

  useEffect(() => {
    const abort = new AbortController();
    const { signal } = abort;

    async function keepUpToDate() {
      let failures = 0;
      while (!signal.aborted) {
        let delay = every;
        try {
          const value = await readLatest(signal);
          if (signal.aborted) return;
          failures = 0;
          setState({ key, value });
        } catch (error) {
          if (signal.aborted) return;
          const problem = noAnswer(error);
          failures += 1;
          delay = problem.passes ? retryDelay(problem, failures) : Infinity;
          setState((before) => ({ ...(before.key === key ? before : { key }), problem }));
        }
        await pause(delay, signal);
      }
    }

    void keepUpToDate();
    return () => abort.abort();
  }, [key, every, round]);

  const reload = () => setRound((before) => before + 1);
  return state.key === key ? { ...state, reload } : { key, reload };
}

/** Ends after the time, or when the person or the network comes back; never while nobody sees the page. */
async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  const wakers = [
    [window, "online"],
    [document, "visibilitychange"],
    [signal, "abort"],
  ] as const;
  await new Promise<void>((resolve) => {
    const finish = () => {
      if (document.hidden && !signal.aborted) return;
      clearTimeout(timer);
      for (const [target, event] of wakers) target.removeEventListener(event, finish);
      resolve();
    };
    const timer = Number.isFinite(milliseconds) ? setTimeout(finish, milliseconds) : undefined;
    for (const [target, event] of wakers) target.addEventListener(event, finish);
  });
}
