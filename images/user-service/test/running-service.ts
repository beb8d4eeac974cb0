import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { createApp, createLogger } from "@slipway/service-kit";
import { MysqlDouble } from "./doubles/mysql-double.ts";
import { RedisDouble } from "./doubles/redis-double.ts";
import { Switchable } from "./doubles/switchable.ts";
import { userService } from "../src/user-service.ts";

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  // Assertions look into whatever came.
  body: Record<string, unknown> & { error?: { code: string; fields?: { field: string }[] } };
  milliseconds: number;
}

const defaults = {
  LOGIN_FAILURES_PER_ACCOUNT: 10,
  LOGIN_FAILURES_PER_CLIENT: 10_000,
  LOGINS_PER_ACCOUNT: 10_000,
  LOGINS_PER_CLIENT: 10_000,
  REGISTRATIONS_PER_CLIENT: 10_000,
  SESSIONS_PER_ACCOUNT: 10,
};

/** The whole service on a port of its own, over its real drivers, with doubles for its stores. */
export class RunningService {
  readonly mysql = new MysqlDouble();
  readonly redis = new RedisDouble();
  readonly mysqlSwitch = new Switchable(this.mysql.server);
  readonly redisSwitch = new Switchable(this.redis.server);
  readonly logs: string[] = [];
  /** How many wrong passwords, logins and so on there may be. @default so many that no test comes to it */
  limits: Partial<typeof defaults> = {};
  #url = "";
  #stop = async () => {};
  #people = 0;

  static async start(limits: Partial<typeof defaults> = {}): Promise<RunningService> {
    const service = new RunningService();
    service.limits = limits;
    await service.mysqlSwitch.start();
    await service.redisSwitch.start();
    service.#stop = await service.replica((url) => service.reach(url));
    await service.until(async () => (await service.get("/readyz")).status === 200);
    return service;
  }

  /** Sends the requests that follow there. */
  reach(url: string): void {
    this.#url = url;
  }

  /** One more process's worth of service on the same stores. Returns what stops it. */
  async replica(listening: (url: string) => void = () => {}): Promise<() => Promise<void>> {
    const log = createLogger("info", { write: (line) => this.logs.push(line) });
    const { dependencies, login, routes } = userService.create(
      { ...this.#stores(), ...defaults, ...this.limits },
      log,
    );
    const corsOrigin = "http://www.slipway.localhost";
    const app = await createApp({
      title: "user-service",
      dependencies,
      routes,
      login,
      log,
      corsOrigin,
      trustedProxies: 1,
    });
    for (const dependency of dependencies) dependency.start();
    await app.listen({ host: "127.0.0.1", port: 0 });
    listening(`http://127.0.0.1:${(app.server.address() as AddressInfo).port}`);
    return async () => {
      await app.close();
      await Promise.all(dependencies.map((dependency) => dependency.stop()));
    };
  }

  /** What a command in the same pod is told. */
  environment(): Record<string, string> {
    return Object.fromEntries(
      Object.entries(this.#stores()).map(([name, value]) => [name, String(value)]),
    );
  }

  #stores() {
    return {
      MYSQL_HOST: "127.0.0.1",
      MYSQL_PORT: this.mysqlSwitch.port,
      MYSQL_DATABASE: "user",
      MYSQL_USER: "service",
      MYSQL_PASSWORD: "mysql-secret",
      MYSQL_TLS: false,
      REDIS_HOST: "127.0.0.1",
      REDIS_PORT: this.redisSwitch.port,
      REDIS_USERNAME: "service",
      REDIS_PASSWORD: "redis-secret",
      REDIS_TLS: false,
      REDIS_PREFIX: "user:",
    };
  }

  async stop(): Promise<void> {
    await this.#stop();
    await this.mysqlSwitch.stop();
    await this.redisSwitch.stop();
  }

  async request(path: string, init: RequestInit = {}): Promise<Answer> {
    const start = performance.now();
    const response = await fetch(this.#url + path, init);
    const text = await response.text();
    const milliseconds = performance.now() - start;
    const { status, headers } = response;
    const isJson = headers.get("content-type")?.startsWith("application/json") ?? false;
    return { status, headers, text, body: isJson ? JSON.parse(text) : {}, milliseconds };
  }

  get(path: string, token?: string): Promise<Answer> {
    return this.request(path, { headers: bearer(token) });
  }

  post(path: string, body?: unknown, token?: string, method = "POST"): Promise<Answer> {
    if (body === undefined) return this.request(path, { method, headers: bearer(token) });
    return this.request(path, {
      method,
      headers: { "content-type": "application/json", ...bearer(token) },
      body: JSON.stringify(body),
    });
  }

  /** As `post`, but from the client with this address. */
  from(address: string, path: string, body: unknown, method = "POST"): Promise<Answer> {
    const headers = { "content-type": "application/json", "x-forwarded-for": address };
    return this.request(path, { method, headers, body: JSON.stringify(body) });
  }

  /** Somebody new, registered but never seen by the cache. */
  async stranger() {
    this.#people += 1;
    const username = `person${this.#people}`;
    const credentials = { email: `${username}@example.com`, password: "correct horse" };
    const { body } = await this.post("/register", { username, ...credentials });
    return { id: String(body["id"]), username, ...credentials };
  }

  /** Somebody new, registered, logged in and cached. */
  async person() {
    const person = await this.stranger();
    const { email, password } = person;
    const { body } = await this.post("/login", { email, password });
    await this.until(async () => this.redis.entries.has(`user:profile:${person.id}`));
    return { ...person, token: String(body["token"]) };
  }

  /** How long it took, in milliseconds. */
  async until(condition: () => Promise<boolean>, limit = 15_000): Promise<number> {
    const start = performance.now();
    while (!(await condition())) {
      if (performance.now() - start > limit) throw new Error(`not within ${limit} ms`);
      await sleep(25);
    }
    return performance.now() - start;
  }
}

function bearer(token: string | undefined): Record<string, string> {
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}
