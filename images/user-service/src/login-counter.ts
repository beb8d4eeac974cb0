import { Counter, type Registry } from "@slipway/service-kit";

const resultOf: Record<number, string> = { 200: "succeeded", 401: "failed", 429: "limited" };

/** Logins by how they ended. */
export class LoginCounter {
  readonly #counter: Counter<"result">;

  constructor(registry: Registry) {
    this.#counter = new Counter({
      name: "logins_total",
      help: "Tries to log in: succeeded, failed (wrong address or password), limited (429), or error (any other status)",
      labelNames: ["result"],
      registers: [registry],
    });
    // From 0 on, since a rate needs the value before the first.
    for (const result of [...Object.values(resultOf), "error"]) this.#counter.inc({ result }, 0);
  }

  count(status: number): void {
    this.#counter.inc({ result: resultOf[status] ?? "error" });
  }
}
