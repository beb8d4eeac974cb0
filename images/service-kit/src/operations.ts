import type { Registry } from "prom-client";
import { Type } from "typebox";
import type { App } from "./app.ts";
import type { Dependency } from "./dependency.ts";
import type { Drain } from "./drain.ts";
import { errors, Failure } from "./failure.ts";

const Alive = Type.Object({ status: Type.Literal("ok") });

const Status = Type.Object({
  draining: Type.Boolean(),
  dependencies: Type.Record(
    Type.String(),
    Type.Object({
      up: Type.Boolean(),
      since: Type.String({ description: "When it went up or down" }),
      problem: Type.Optional(Type.String({ description: "Why it is down" })),
    }),
  ),
});

/** The routes for whoever runs the service. They are logged only when they fail, and answered under pressure too. */
export function addOperations(
  app: App,
  dependencies: readonly Dependency[],
  drain: Drain,
  metrics: Registry,
): void {
  const options = { logLevel: "warn", config: { pressureHandler: async () => {} } } as const;
  const tags = ["operations"];

  app.get("/healthz", {
    ...options,
    schema: { tags, summary: "The process serves", response: { 200: Alive } },
    handler: async () => ({ status: "ok" as const }),
  });

  app.get("/readyz", {
    ...options,
    // To be not ready is no failure.
    logLevel: "silent",
    schema: {
      tags,
      summary: "Every dependency was reached once, and the service is not draining",
      response: { 200: Alive, ...errors(503) },
    },
    handler: async () => {
      const missing = dependencies.filter(({ reached }) => !reached).map(({ name }) => name);
      if (drain.started) throw new Failure(503, "draining", "the service is about to end");
      if (missing.length > 0) {
        throw new Failure(503, "starting", `not reached yet: ${missing.join(", ")}`);
      }
      return { status: "ok" as const };
    },
  });

  app.get("/status", {
    ...options,
    schema: { tags, summary: "How each dependency is right now", response: { 200: Status } },
    handler: async () => ({
      draining: drain.started,
      dependencies: Object.fromEntries(dependencies.map(({ name, status }) => [name, status])),
    }),
  });

  app.get("/metrics", {
    ...options,
    schema: { tags, summary: "For Prometheus" },
    handler: async (_request, reply) => {
      void reply.type(metrics.contentType);
      return metrics.metrics();
    },
  });

  app.get("/openapi.json", { ...options, schema: { hide: true } }, async () => app.swagger());
}
