export class DeadlineError extends Error {
  override name = "DeadlineError";
}

/**
 * Calls off the work after so many milliseconds, or when the controller is aborted: its signal fires, and nobody waits
 * for the work any longer.
 * @param work Gets the signal, and what to call when the deadline is met before the work is done.
 * @throws DeadlineError, or the reason that the controller was aborted for.
 */
export async function withDeadline<Result>(
  milliseconds: number,
  work: (signal: AbortSignal, met: () => void) => Promise<Result>,
  controller = new AbortController(),
): Promise<Result> {
  const { signal } = controller;
  const late = new DeadlineError(`no answer within ${milliseconds} ms`);
  const timer = setTimeout(() => controller.abort(late), milliseconds);
  const calledOff = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
  try {
    return await Promise.race([work(signal, () => clearTimeout(timer)), calledOff]);
  } finally {
    clearTimeout(timer);
  }
}
