import { Type } from "typebox";
import { Dependency, type Link } from "./dependency.ts";
import { Failure } from "./failure.ts";
import type { Logger } from "./logger.ts";
import type { Login } from "./login.ts";

/** The environment of a service whose people are known by the user service. */
export const userVariables = {
  USER_URL: Type.String({
    pattern: "^https?://[^/\\s]+$",
    description: "the user service's address, such as http://user:10086",
  }),
};

/** Another service, not a store of this one: readiness does not wait for it. */
export class UserService extends Dependency {
  readonly #me: string;

  constructor(url: string, log: Logger) {
    // Longer than the service itself waits for both of its stores: its 503 is one person's, an outage is everybody's.
    super("user", new HttpLink(`${url}/healthz`), log, { call: 4_000 });
    this.#me = `${url}/users/me`;
  }

  override get reached(): boolean {
    return true;
  }

  /**
   * Who is logged in. Asked for each time, so that a session ended there is ended here at once.
   * @throws Failure 401 without a session, 503 when that cannot be told.
   */
  readonly login: Login = async ({ headers: { authorization }, id: requestId }) => {
    if (authorization === undefined) throw unauthorized();
    const headers = { authorization, "x-request-id": requestId };
    return this.use(async ({ signal }) => {
      const ask = () => fetch(this.#me, { headers, signal, redirect: "error" });
      // Once more, since a kept connection may end just as it is used. Reading twice does no harm.
      const answer = await ask().catch(ask);
      if (answer.status === 200) {
        const { id } = Object(await answer.json()) as { id?: unknown };
        if (typeof id === "string") return id;
      }
      await answer.body?.cancel().catch(() => {});
      if (answer.status === 400 || answer.status === 401) throw unauthorized();
      throw new Failure(503, "unavailable", "sessions cannot be checked, try again shortly", {
        retryAfter: 2,
      });
    });
  };
}

class HttpLink implements Link {
  constructor(private readonly url: string) {}

  open(signal: AbortSignal): Promise<void> {
    return this.ping(signal);
  }

  async ping(signal: AbortSignal): Promise<void> {
    const { status, body } = await fetch(this.url, { signal, redirect: "error" });
    await body?.cancel();
    if (status !== 200) throw new Error(`answers ${status}`);
  }

  /** Connections are the runtime's own, which ends those that fail. */
  drop(): void {}

  async close(): Promise<void> {}

  isOutage(error: unknown): boolean {
    return !(error instanceof Failure);
  }
}

function unauthorized(): Failure {
  const message = "must be Bearer and a token of the user service's /login";
  return new Failure(401, "unauthorized", "nobody is logged in with this token", {
    fields: [{ field: "authorization", message }],
  });
}
