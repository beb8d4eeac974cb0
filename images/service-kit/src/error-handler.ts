import { STATUS_CODES } from "node:http";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { Failure } from "./failure.ts";
import { fieldProblems } from "./validation.ts";

/** Answers every error in the one documented shape, and logs those that are the service's own. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const failure = toFailure(error);
  request.errorCode = failure.code;
  if (failure.status === 500) request.log.error({ err: error }, "request failed");

  // The server would close the connection on a client that is still sending its large body, which
  // then sees a reset instead of this answer. Kept open, the rest is read and dropped.
  if (failure.status === 413) reply.removeHeader("connection");
  if (failure.status === 401) reply.header("www-authenticate", "Bearer");
  if (failure.retryAfter !== undefined) reply.header("retry-after", failure.retryAfter);

  const { status, code, message, fields } = failure;
  void reply.code(status).send({ error: { code, message, fields }, requestId: request.id });
}

function toFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  const {
    code = "",
    statusCode = 500,
    validation,
    validationContext,
  } = Object(error) as Partial<FastifyError>;

  if (validation) {
    const fields = fieldProblems(validation, validationContext ?? "body");
    return new Failure(
      400,
      "invalid",
      `not valid: ${fields.map(({ field }) => field).join(", ")}`,
      {
        fields,
      },
    );
  }
  switch (code) {
    case "FST_ERR_BAD_URL":
      return inField(400, "invalid", "path", "is not percent-encoded UTF-8");
    case "FST_ERR_CTP_INVALID_MEDIA_TYPE":
      return inField(415, "unsupported_media_type", "content-type", "must be application/json");
    case "FST_ERR_CTP_BODY_TOO_LARGE":
      return inField(413, "too_large", "body", "is larger than this service reads");
  }
  if (code.startsWith("FST_ERR_CTP_")) {
    return inField(400, "invalid", "body", "must be JSON");
  }
  if (statusCode >= 400 && statusCode < 500) {
    return new Failure(statusCode, "invalid", STATUS_CODES[statusCode] ?? "Bad Request");
  }
  return new Failure(
    500,
    "internal",
    "something went wrong here; the log has it by this request id",
  );
}

function inField(status: number, code: string, field: string, message: string): Failure {
  return new Failure(status, code, `${field} ${message}`, { fields: [{ field, message }] });
}
