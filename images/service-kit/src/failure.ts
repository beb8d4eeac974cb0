import { STATUS_CODES } from "node:http";
import { Type, type Static } from "typebox";

const FieldProblem = Type.Object({
  field: Type.String({ description: "A field of the body or path, `body`, or a header" }),
  message: Type.String(),
});
export type FieldProblem = Static<typeof FieldProblem>;

/** What every answer with a status of 400 or more looks like. */
export const ErrorBody = Type.Object({
  error: Type.Object({
    code: Type.String({ description: "For programs: it stays the same when the message changes" }),
    message: Type.String({ description: "For people" }),
    fields: Type.Optional(Type.Array(FieldProblem)),
  }),
  requestId: Type.String({ description: "Stands in every log line of the request" }),
});

/** The `response` schemas of a route for the error statuses that it is known to answer with. */
export function errors(...statuses: number[]): Record<number, typeof ErrorBody> {
  return Object.fromEntries(
    statuses.map((status) => [status, { ...ErrorBody, description: STATUS_CODES[status] }]),
  );
}

interface Details {
  fields?: FieldProblem[];
  /** Sent as Retry-After. Seconds. */
  retryAfter?: number;
  cause?: unknown;
}

/** An answer other than success, thrown from wherever the request cannot go on. */
export class Failure extends Error {
  override name = "Failure";
  readonly fields: FieldProblem[] | undefined;
  readonly retryAfter: number | undefined;

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    { fields, retryAfter, cause }: Details = {},
  ) {
    super(message, { cause });
    this.fields = fields;
    this.retryAfter = retryAfter;
  }
}
