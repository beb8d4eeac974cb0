/**
 * Leaves out the trace that the SDK takes of each of its promises, in an error without a message, for the case that one
 * never ends: to look up where each frame stands in the TypeScript sources takes a fifth of a preview. The traces of
 * resources, which say in the state what line made them, have no limit of frames, and stay; so do those of all errors that
 * say something.
 */
export function leaveOutPromiseTraces(): void {
  const { prepareStackTrace } = Error;
  if (prepareStackTrace === undefined) return;
  Error.prepareStackTrace = (error, frames) =>
    error.message === "" && Error.stackTraceLimit !== Number.POSITIVE_INFINITY
      ? String(error)
      : prepareStackTrace(error, frames);
}
