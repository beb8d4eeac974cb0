import type { paths } from "./api-types.ts";

export type FieldProblem = NonNullable<FullErrorBody["error"]["fields"]>[number];

interface Details {
  /** The answer's status. @default 0, for no answer */
  status?: number;
  code?: string;
  fields?: readonly FieldProblem[];
  /** Seconds after which to ask again. */
  retryAfter?: number;
}

/** Why a request did not do what it was for, in words for the person who waits for it. */
export class Problem extends Error {
  override name = "Problem";
  readonly status: number;
  readonly code: string;
  readonly fields: readonly FieldProblem[];
  readonly retryAfter: number | undefined;

  constructor(message: string, { status = 0, code = "", fields = [], retryAfter }: Details = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.fields = fields;
    this.retryAfter = retryAfter;
  }

  /** Whether the same request may go well a little later. */
  get passes(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }

  /** When a person may try again; empty where that is never or unknown. */
  get advice(): string {
    if (this.retryAfter === undefined) return "";
    return `Try again ${later(this.retryAfter)}.`;
  }
}

/** The problem that an answer with a status of 400 or more tells of. */
export async function problemOf(response: Response): Promise<Problem> {
  const { status } = response;
  const { error = {}, requestId } = await errorBody(response);
  const { code, fields = [] } = error;
  const retryAfter = seconds(response.headers.get("retry-after"));
  const message = explain(status, error.message, fields.length > 0, requestId);
  return new Problem(message, { status, code, fields, retryAfter });
}

/** The problem of a request that got no answer. Whether it was done, nobody here knows. */
export function noAnswer(cause: unknown): Problem {
  if (cause instanceof Problem) return cause;
  if (!navigator.onLine) return new Problem("You are offline.");
  if (Object(cause).name === "TimeoutError") return new Problem("No answer came in time.");
  return new Problem("The service cannot be reached.");
}

/** Words from a service as a sentence. */
export function sentence(words: string): string {
  const start = words.slice(0, 1).toLocaleUpperCase("en") + words.slice(1);
  return /[.!?…]$/.test(start) ? start : `${start}.`;
}

function explain(
  status: number,
  message: string | undefined,
  namesFields: boolean,
  requestId: string | undefined,
): string {
  if (status === 429) return sentence(message ?? "too many tries");
  if (status === 502 || status === 503 || status === 504) {
    return "The service is not available at the moment.";
  }
  if (status >= 500) {
    const number = requestId === undefined ? "" : ` Its number is ${requestId}.`;
    return `Something went wrong on our side.${number}`;
  }
  if (status === 413) return "That is more than the service takes.";
  if (status === 400 && namesFields) return "Some of this is not right yet.";
  return sentence(message ?? `the service answered ${status}`);
}

function later(seconds: number): string {
  if (seconds === 0) return "now";
  if (seconds < 90) return `in ${seconds} ${seconds === 1 ? "second" : "seconds"}`;
  return `in ${Math.ceil(seconds / 60)} minutes`;
}

/** Retry-After, which is in seconds or a date. */
function seconds(header: string | null): number | undefined {
  if (header === null) return undefined;
  const value = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1_000;
  return Number.isNaN(value) ? undefined : Math.max(0, Math.ceil(value));
}

/** As an answer of any route; whatever stands before the services may leave out what it likes. */
type FullErrorBody = paths["/events"]["get"]["responses"][400]["content"]["application/json"];
type ErrorBody = Partial<Omit<FullErrorBody, "error">> & {
  error?: Partial<FullErrorBody["error"]>;
};

/** The body in the services' own shape; whatever stands in front of them answers in others. */
async function errorBody(response: Response): Promise<ErrorBody> {
  try {
    const body: unknown = await response.json();
    return typeof Object(body).error === "object" ? (body as ErrorBody) : {};
  } catch {
    return {};
  }
}
