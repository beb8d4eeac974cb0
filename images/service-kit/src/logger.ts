import { pino, stdSerializers, type DestinationStream, type Logger } from "pino";

export type { Logger };

/** Levels that LOG_LEVEL takes. */
export const logLevels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

const secretNames = ["password", "token", "authorization", "cookie"];

/** JSON lines on standard output, written at once so that none is lost when the process ends. */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  return pino(
    {
      level,
      base: undefined,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      redact: secretNames.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
      serializers: { err: serializeError },
    },
    destination ?? pino.destination({ dest: 1, sync: true }),
  );
}

/** Only what describes the error: drivers hang statements, replies and addresses onto theirs. */
function serializeError(error: Error) {
  const { type, message, stack } = stdSerializers.err(error);
  return { type, message, stack, code: "code" in error ? error.code : undefined };
}
