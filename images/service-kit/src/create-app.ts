import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import compress from "@fastify/compress";
import cors from "@fastify/cors";
import swagger from "@fastify/swagger";
import underPressure from "@fastify/under-pressure";
import { fastify, type FastifyReply, type FastifyRequest, LogController } from "fastify";
import type { Registry } from "prom-client";
import type { App } from "./app.ts";
import { largestBody } from "./largest-body.ts";
import type { Dependency } from "./dependency.ts";
import { Drain } from "./drain.ts";
import { answerError } from "./error-handler.ts";
import { Failure } from "./failure.ts";
import type { Logger } from "./logger.ts";
import { requireLogin, type Login } from "./login.ts";
import { createMetrics } from "./metrics.ts";
import { addOperations } from "./operations.ts";
import { logAnswer } from "./request-log.ts";
import { validatorCompiler } from "./validation.ts";

export interface AppArgs {
  /** Names the service in /openapi.json. */
  title: string;
  dependencies: readonly Dependency[];
  routes: (app: App, metrics: Registry) => void;
  log: Logger;
  /** @default nobody can log in: all routes have to be public */
  login?: Login;
  /** The one site whose pages may call. @default none */
  corsOrigin?: string;
  /** Proxies in front of the service, by whose X-Forwarded-For `request.ip` is the client's. @default 0 */
  trustedProxies?: number;
  /** @default a drain that never starts */
  drain?: Drain;
}

/** Bytes of a path's parameter, and of a body: what is too long for its field is read, and the answer names it. */
const sizeLimit = 16 * 1_024;

/** Bytes. */
const compressedFrom = 2_048;

/** Milliseconds for a whole request to arrive, after which a slow sender is cut off. */
const requestTimeout = 30_000;

/** Milliseconds that the event loop may be late, on an average, before requests are refused. */
const maxEventLoopDelay = 1_000;

/**
 * Milliseconds over which that average is taken. A node whose processors are all taken, as by a rollout, may stop a
 * process for one or two seconds. Of a shorter time that one delay would be the average, and requests would be refused
 * when it is over.
 */
const sampleInterval = 4_000;

/** A server that is ready to listen: the service's routes with everything that all services share. */
export async function createApp({
  title,
  dependencies,
  routes,
  log,
  login,
  corsOrigin,
  trustedProxies = 0,
  drain = new Drain(),
}: AppArgs): Promise<App> {
  const app: App = fastify({
    loggerInstance: log,
    logController: new LogController({
      disableRequestLogging: true,
      requestIdLogLabel: "requestId",
    }),
    genReqId,
    // By place, not by address: who may connect at all is what the cluster's network policies say.
    trustProxy: (_address, hop) => hop < trustedProxies,
    bodyLimit: sizeLimit,
    requestTimeout,
    // Its own limit of 100 would be answered before the schemas, which name what is wrong, are asked.
    routerOptions: { maxParamLength: sizeLimit },
    // What it refuses before any hook.
    frameworkErrors: (error, request, reply) => {
      setHeaders(request, reply);
      reply.raw.once("finish", () => logAnswer(request, reply));
      answerError(error, request, reply);
    },
    // While draining, whoever still has a connection is still served.
    return503OnClosing: false,
    forceCloseConnections: "idle",
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setErrorHandler(answerError);
  app.setNotFoundHandler(() => {
    throw new Failure(404, "not_found", "there is nothing at this path and method");
  });
  // Without it, text/plain would reach the routes as a string.
  app.removeContentTypeParser("text/plain");

  // No body that its schema allows is too large.
  app.addHook("onRoute", (route) => {
    const { body } = route.schema ?? {};
    if (body !== undefined) route.bodyLimit = Math.max(sizeLimit, largestBody(body));
  });
  app.decorateRequest("userId", undefined);
  app.decorateRequest("errorCode", undefined);
  drain.watch(app);
  // Here, and wherever every request passes, a hook calls back: a promise for each would be a good part of its time.
  app.addHook("onRequest", (request, reply, done) => {
    setHeaders(request, reply);
    done();
  });
  app.addHook("onResponse", (request, reply, done) => {
    logAnswer(request, reply);
    done();
  });
  const metrics = createMetrics(app, dependencies);

  await app.register(cors, {
    // A list, since a single string would be sent to every origin.
    origin: corsOrigin === undefined ? false : [corsOrigin],
    methods: ["GET", "POST", "PUT", "PATCH", "DELETE"],
    allowedHeaders: ["authorization", "content-type", "idempotency-key"],
    exposedHeaders: ["retry-after", "x-request-id"],
    maxAge: 600,
    strictPreflight: false,
  });
  // Smaller answers fit into a packet or two as they are. Brotli takes more time for what is made anew for each request.
  await app.register(compress, { encodings: ["gzip"], threshold: compressedFrom });
  await app.register(underPressure, {
    maxEventLoopDelay,
    sampleInterval,
    pressureHandler: async () => {
      throw new Failure(503, "overloaded", "too much to do right now, try again shortly", {
        retryAfter: 2,
      });
    },
  });
  requireLogin(app, login);
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: { title, version: "1" },
      components: { securitySchemes: { bearer: { type: "http", scheme: "bearer" } } },
    },
  });
  addOperations(app, dependencies, drain, metrics);
  routes(app, metrics);
  return app;
}

/** What every answer has; a route may say otherwise. */
function setHeaders(request: FastifyRequest, reply: FastifyReply): void {
  void reply.headers({
    "x-request-id": request.id,
    "x-content-type-options": "nosniff",
    // What is a person's own is in no cache, whoever forgets to say so.
    "cache-control": "no-store",
  });
}

/** The gateway's request id if it sent a harmless one, so that one id follows a request through. */
function genReqId({ headers }: { headers: IncomingMessage["headers"] }): string {
  const given = headers["x-request-id"];
  return typeof given === "string" && /^[\w-]{1,64}$/.test(given) ? given : randomUUID();
}
