import { collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { App } from "./app.ts";
import type { Dependency } from "./dependency.ts";

/** What /metrics shows: the process, the requests by route, and the dependencies. */
export function createMetrics(app: App, dependencies: readonly Dependency[]): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });

  const requests = new Histogram({
    name: "http_request_duration_seconds",
    help: "Time from a request's head to the end of its answer",
    labelNames: ["method", "route", "status"] as const,
    registers: [registry],
  });
  app.addHook("onResponse", (request, reply, done) => {
    // The route's pattern, never the path: a label must not take a value for each id or each typo.
    const { method, routeOptions } = request;
    const labels = { method, route: routeOptions.url ?? "none", status: reply.statusCode };
    requests.observe(labels, reply.elapsedTime / 1_000);
    done();
  });

  new Gauge({
    name: "dependency_up",
    help: "1 while the dependency answers, 0 while it is out of reach",
    labelNames: ["dependency"] as const,
    registers: [registry],
    collect() {
      for (const { name, up } of dependencies) this.set({ dependency: name }, up ? 1 : 0);
    },
  });
  return registry;
}
