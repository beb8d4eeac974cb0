import type { Cause } from "./finding";
import type { Words } from "./reading";

/** What clients of MySQL, Redis, MongoDB and RabbitMQ say when a store does not take their login. */
const refusal =
  /Access denied for user|ER_ACCESS_DENIED|WRONGPASS|NOAUTH|Authentication failed|AuthenticationFailed|ACCESS[_-]REFUSED|invalid credentials|not_authenticated|user_authentication_failure/i;

/** What programs say when a file system has no room. */
const full = /No space left on device|ENOSPC|errno:? 28\b|Errcode: 28\b|disk is full|error 28\b/i;

/** What each kind of store is called in a client's messages. */
const nicknames: Record<string, RegExp> = {
  MySql: /mysql/i,
  Redis: /redis/i,
  MongoDb: /mongo/i,
  RabbitMq: /amqp|rabbit/i,
};

/** The last line that says that a store refuses a login. */
export function refusedLogin(words: Words | undefined): string | undefined {
  return lastLine(words, refusal);
}

/** The last line that says that there is no room on a disk. */
export function saidFull(words: Words | undefined): string | undefined {
  return lastLine(words, full);
}

/** Whether a message is about that store, by its name or by its kind's. */
export function isAbout(message: string, store: { name: string; kind: string }): boolean {
  return message.includes(store.name) || (nicknames[store.kind]?.test(message) ?? false);
}

/** What programs say when nobody answers at an address. */
const unreached =
  /ECONNREFUSED|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|EAI_AGAIN|connection refused|timed? ?out|no such host|could not connect|unreachable/i;

/** Whether the words tell of something that could not be reached, or of that store. */
export function tellsOf(
  words: Words | undefined,
  stores: readonly { name: string; kind: string }[],
): boolean {
  return linesOf(words).some(
    (line) => unreached.test(line) || stores.some((store) => isAbout(line, store)),
  );
}

/** @param part Who is refused. @param line What shows it. */
export function passwordCause(part: string, store: string, line: string): Cause {
  return {
    code: "wrong-password",
    says: `is refused its login by ${store}`,
    evidence: [line],
    mend:
      `Have its account made anew: pulumi up --replace '**${part}-${store}-password'. A store outside of the cluster ` +
      `has stores.${store}.external.password.`,
  };
}

/** The words worth showing: what the pod answers, and the last lines of the container that ended or runs. */
export function lastWords(words: Words | undefined, count = 3): string[] {
  if (words === undefined) return [];
  const answers = Object.entries(words.answers).map(([path, text]) => `${path}: ${text}`);
  const log = words.previousLog.length > 0 ? words.previousLog : words.log;
  const lines = log.map(readable);
  // Where lines have levels, those that warn are what matters.
  const warnings = lines.filter(({ warns }) => warns);
  const shown = (warnings.length > 0 ? warnings : lines).map(({ text }) => `log: ${text}`);
  return [...answers, ...[...new Set(shown)].slice(-count)];
}

/** A line as people read it, and whether it warns; one in JSON by its message and what it says of the trouble. */
function readable(line: string): { text: string; warns: boolean } {
  if (!line.startsWith("{")) return { text: line, warns: false };
  try {
    const { level, msg, problem, dependency, err } = JSON.parse(line) as {
      level?: string | number;
      msg?: string;
      problem?: string;
      dependency?: string;
      err?: { message?: string };
    };
    if (msg === undefined) return { text: line, warns: false };
    const text = [dependency, msg, problem ?? err?.message].filter((part) => part !== undefined);
    const warns = typeof level === "number" ? level >= 40 : /^(warn|error|fatal)/.test(level ?? "");
    return { text: text.join(": "), warns };
  } catch {
    return { text: line, warns: false };
  }
}

function lastLine(words: Words | undefined, pattern: RegExp): string | undefined {
  return linesOf(words)
    .filter((line) => pattern.test(line))
    .at(-1);
}

function linesOf(words: Words | undefined): string[] {
  if (words === undefined) return [];
  const answers = Object.entries(words.answers).map(([what, text]) => `${what}: ${text}`);
  return [...words.previousLog, ...words.log, ...answers];
}
