import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { Registry } from "prom-client";
import { createApp, createLogger, type App, type Login } from "../../src/index.ts";
import type { Dependency } from "../../src/index.ts";

interface Parts {
  dependencies: readonly Dependency[];
  login?: Login;
  routes: (app: App, metrics: Registry) => void;
}

export interface Answer {
  status: number;
  headers: Headers;
  // Assertions look into whatever came.
  body: Record<string, unknown> & {
    items?: Record<string, unknown>[];
    error?: { code: string; fields?: { field: string; message: string }[] };
  };
}

/** A service in this process, on a port of its own. */
export class Replica {
  readonly logs: string[] = [];
  readonly metrics = new Registry();
  #url = "";
  #stop = async () => {};

  static async start(create: (log: ReturnType<typeof createLogger>) => Parts): Promise<Replica> {
    const replica = new Replica();
    const log = createLogger("info", { write: (line) => replica.logs.push(line) });
    const { dependencies, login, routes } = create(log);
    const app = await createApp({
      title: "test",
      dependencies,
      routes: (routed) => routes(routed, replica.metrics),
      log,
      login,
    });
    for (const dependency of dependencies) dependency.start();
    await app.listen({ host: "127.0.0.1", port: 0 });
    replica.#url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
    replica.#stop = async () => {
      await app.close();
      await Promise.all(dependencies.map((dependency) => dependency.stop()));
    };
    return replica;
  }

  /** As on SIGTERM. */
  stop(): Promise<void> {
    return this.#stop();
  }

  async request(
    method: string,
    path: string,
    {
      body,
      token,
      requestId,
      key,
    }: { body?: unknown; token?: string; requestId?: string; key?: string } = {},
  ): Promise<Answer> {
    const response = await fetch(this.#url + path, {
      method,
      headers: {
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(key === undefined ? {} : { "idempotency-key": key }),
        ...(requestId === undefined ? {} : { "x-request-id": requestId }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const { status, headers } = response;
    return { status, headers, body: text === "" ? {} : JSON.parse(text) };
  }
}

/** What waits for `opened` goes on after `open`. */
export function gate(): { open: () => void; opened: Promise<void> } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open, opened };
}

export async function until(
  condition: () => boolean | Promise<boolean>,
  limit = 6_000,
): Promise<void> {
  const end = performance.now() + limit;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`not within ${limit} ms`);
    await sleep(10);
  }
}
