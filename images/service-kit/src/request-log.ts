import type { FastifyReply, FastifyRequest } from "fastify";

/** One line for each request, once it is answered: at level error when that is the service's own failure. */
export function logAnswer(request: FastifyRequest, reply: FastifyReply): void {
  // Neither headers nor bodies nor the query: they may hold secrets.
  const [path] = request.url.split("?");
  const { method, routeOptions, ip: client, userId: user, errorCode } = request;
  const line = {
    ...{ method, route: routeOptions.url, path, status: reply.statusCode, errorCode },
    ...{ milliseconds: reply.elapsedTime, client, user },
  };
  request.log[reply.statusCode >= 500 ? "error" : "info"](line, "request answered");
}
