import type { IncomingMessage, ServerResponse } from "node:http";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import type { FastifyInstance, RawServerDefault } from "fastify";
import type { Logger } from "./logger.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Who is logged in, for the log: set by whoever finds out. */
    userId: string | undefined;
    /** What the answer's `error.code` says, for the log. */
    errorCode: string | undefined;
  }
}

/** A Fastify server whose routes take their types from TypeBox schemas. */
export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  Logger,
  TypeBoxTypeProvider
>;
