import { type Answer, type Call, call } from "./api";
import { keepAlive } from "./entrance";

/** Requests a second. */
const rate = 20;
/** No load goes on for longer than this, in milliseconds, whoever forgets to stop it. */
const longest = 300_000;

export interface Outcome {
  requests: number;
  /** What went wrong, a line each. */
  failures: string[];
}

/**
 * Sends requests at a steady rate over kept-alive connections until `stop`.
 *
 * @param requests Taken in turn; `expected` is the one status that is no failure.
 */
export function steadyLoad(
  requests: { method: string; path: string; options?: Call; expected: number }[],
): { stop(): Promise<Outcome> } {
  const agent = keepAlive();
  const outcome: Outcome = { requests: 0, failures: [] };
  const pending = new Set<Promise<void>>();
  const start = Date.now();

  const timer = setInterval(() => {
    if (Date.now() - start > longest) return clearInterval(timer);
    const next = requests[outcome.requests++ % requests.length];
    if (next === undefined) return;
    const { method, path, options, expected } = next;
    const sent = Date.now();
    const note = (problem: string) =>
      outcome.failures.push(`${method} ${path} after ${sent - start} ms: ${problem}`);
    const one = call(method, path, { ...options, agent })
      .then((answer: Answer) => {
        if (answer.status !== expected) note(`${answer.status} ${answer.text.slice(0, 200)}`);
      })
      .catch((error: Error) => void note(error.message))
      .finally(() => pending.delete(one));
    pending.add(one);
  }, 1000 / rate);

  return {
    async stop() {
      clearInterval(timer);
      await Promise.all(pending);
      agent.destroy();
      return outcome;
    },
  };
}
