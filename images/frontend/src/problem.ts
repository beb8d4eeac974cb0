import type { paths } from "./api-types.ts";
import { en, type Text } from "./text/en.tsx";

export type FieldProblem = NonNullable<FullErrorBody["error"]["fields"]>[number];

interface Details {
  /** The answer's status. @default 0, for no answer */
  status?: number;
  code?: string;
  fields?: readonly FieldProblem[];
  /** Seconds after which to ask again. */
  retryAfter?: number;
}

/** In the person's language. */
type Words = (text: Text) => string;

/** Why a request did not do what it was for, in words for the person who waits for it. */
export class Problem extends Error {
  override name = "Problem";
  readonly words: Words;
  readonly status: number;
  readonly code: string;
  readonly fields: readonly FieldProblem[];
  readonly retryAfter: number | undefined;

  /** @param words A message that has them in English, for logs. */
  constructor(words: Words, { status = 0, code = "", fields = [], retryAfter }: Details = {}) {
    super(words(en));
    this.words = words;
    this.status = status;
    this.code = code;
    this.fields = fields;
    this.retryAfter = retryAfter;
  }

  /** Whether the same request may go well a little later. */
  get passes(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** The problem that an answer with a status of 400 or more tells of. */
export async function problemOf(response: Response): Promise<Problem> {
  const { status } = response;
  const { error = {}, requestId } = await errorBody(response);
  const { code, fields = [] } = error;
  const retryAfter = seconds(response.headers.get("retry-after"));
  const words = explain(status, error, fields.length > 0, requestId);
  return new Problem(words, { status, code, fields, retryAfter });
}

/** The problem of a request that got no answer. Whether it was done, nobody here knows. */
export function noAnswer(cause: unknown): Problem {
  if (cause instanceof Problem) return cause;
  if (!navigator.onLine) return new Problem(({ offline }) => offline);
  if (Object(cause).name === "TimeoutError") return new Problem((text) => text.noAnswerInTime);
  return new Problem(({ unreachable }) => unreachable);
}

function explain(
  status: number,
  { code = "", message }: NonNullable<ErrorBody["error"]>,
  namesFields: boolean,
  requestId: string | undefined,
): Words {
  if (status === 429) return (text) => text.told(code, message ?? "too many tries");
  if (status === 502 || status === 503 || status === 504) return (text) => text.unavailable;
  if (status >= 500) return (text) => text.broken(requestId);
  if (status === 413) return (text) => text.tooLarge;
  if (status === 400 && namesFields) return (text) => text.notRightYet;
  return (text) => text.told(code, message ?? `the service answered ${status}`);
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
