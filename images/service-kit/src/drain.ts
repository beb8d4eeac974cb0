import { setTimeout as sleep } from "node:timers/promises";
import type { FastifyRequest } from "fastify";
import type { App } from "./app.ts";
import type { Logger } from "./logger.ts";

/** Milliseconds. */
const notReadyFirst = 2_000;
const arrival = 6_000;
const deadline = 9_000;

/** The way from SIGTERM to the end of the process, and what is still open on it. */
export class Drain {
  #started = false;
  readonly #open = new Set<FastifyRequest>();

  get started(): boolean {
    return this.#started;
  }

  /** Keeps account of the requests, and lets go of each connection with its next answer. */
  watch(app: App): void {
    app.addHook("onRequest", (request, reply, done) => {
      this.#open.add(request);
      reply.raw.once("close", () => this.#open.delete(request));
      done();
    });
    app.addHook("onSend", (_request, reply, _payload, done) => {
      if (this.#started) reply.header("connection", "close");
      done();
    });
  }

  /**
   * On SIGTERM or SIGINT: not ready at once, but served for two seconds more, since load balancers
   * and kept-alive connections learn of it only with their next request; then no new connections,
   * the requests in flight finish, the dependencies are closed, and the process ends. A request that has not arrived
   * whole six seconds after the signal is no longer waited for.
   * After nine seconds, inside the ten that it is given, it ends with 1 and says what was open.
   */
  onSignal(app: App, closeDependencies: () => Promise<unknown>, log: Logger): void {
    const stop = async (signal: NodeJS.Signals) => {
      if (this.#started) return;
      this.#started = true;
      log.info({ signal }, "draining");
      const lastArrival = Date.now() + arrival;
      setTimeout(() => {
        const open = [...this.#open].map(
          ({ method, routeOptions }) => `${method} ${routeOptions.url}`,
        );
        log.error({ open }, "cut off what was still open");
        process.exit(1);
      }, deadline);
      await sleep(notReadyFirst);
      const closed = app.close();
      const isAwaited = ({ raw }: FastifyRequest) => raw.complete || Date.now() < lastArrival;
      while ([...this.#open].some(isAwaited)) await sleep(20);
      // A connection on which no request ever began, or came to its end, would not end by itself.
      app.server.closeAllConnections();
      await closed;
      await closeDependencies();
      log.info("drained");
      process.exit(0);
    };
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      process.on(signal, () => void stop(signal));
    }
  }
}
