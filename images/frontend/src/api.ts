import type { paths } from "./api-types.ts";
import { noAnswer, Problem, problemOf } from "./problem.ts";
import type { Account, Session } from "./session.ts";

type Post<Path extends "/register" | "/login" | "/events"> =
  paths[Path]["post"]["requestBody"]["content"]["application/json"];
type Answer<
  Path extends keyof paths,
  Method extends keyof paths[Path],
  Status extends number,
> = paths[Path][Method] extends {
  responses: Record<Status, { content: { "application/json": infer Body } }>;
}
  ? Body
  : never;

export type Credentials = Post<"/login">;
export type Registration = Post<"/register">;
export type NewEvent = Post<"/events">;
export type EventChange =
  paths["/events/{id}"]["patch"]["requestBody"]["content"]["application/json"];
export type Event = Answer<"/events/{id}", "get", 200>;
export type Booking = Answer<"/bookings", "post", 201>;
type Token = Answer<"/login", "post", 200>;

/** The beginning of a list. */
export interface ListPart<Item> {
  items: Item[];
  /** How many were read for them: more, where some did not match. */
  read: number;
  /** The cursor of the rest; none where there is none. */
  next?: string;
}

export interface ListQuery<Item> {
  /** How many items are wanted. */
  count: number;
  /** How many may be read to find them. @default as many as there are */
  most?: number;
  /** Which of them are wanted. @default all */
  matches?: (item: Item) => boolean;
}

interface ListAnswer<Item> {
  items: Item[];
  next?: string;
}

interface Options {
  body?: unknown;
  signal?: AbortSignal;
  /** Idempotency-Key, by which the services do a request once that is sent again. @default none */
  key?: string;
  /** @default none */
  token?: string;
}

/** Milliseconds for an answer. A service that is slow may still do later what it was asked for. */
const patience = 15_000;

/** The services' HTTP interface. Every method throws a Problem when it does not succeed. */
export class Api {
  readonly #url: string;
  readonly #session: Session;

  constructor(url: string, session: Session) {
    this.#url = url;
    this.#session = session;
  }

  register(registration: Registration): Promise<Account> {
    return this.#send("POST", "/register", { body: registration });
  }

  async logIn(credentials: Credentials): Promise<void> {
    const { token, expiresIn } = await this.#send<Token>("POST", "/login", { body: credentials });
    const user = await this.#send<Account>("GET", "/users/me", { token });
    this.#session.begin({ token, ends: Date.now() + expiresIn * 1_000, user });
  }

  /** Here at once. The server's session ends too if it can be reached, and by itself if not. */
  async logOut(): Promise<void> {
    const token = this.#session.login?.token;
    this.#session.end();
    if (token !== undefined) await this.#send("POST", "/logout", { token }).catch(() => {});
  }

  /** Those to come, soonest first; or the past ones, latest first. */
  events(
    when: "upcoming" | "past",
    wanted: ListQuery<Event>,
    signal: AbortSignal,
  ): Promise<ListPart<Event>> {
    return list(wanted, (query) => this.#send("GET", `/events?when=${when}&${query}`, { signal }));
  }

  event(id: string, signal?: AbortSignal): Promise<Event> {
    return this.#send("GET", `/events/${encodeURIComponent(id)}`, { signal });
  }

  createEvent(event: NewEvent, key: string): Promise<Event> {
    return this.#sendAsUser("POST", "/events", { body: event, key });
  }

  changeEvent(id: string, change: EventChange): Promise<Event> {
    return this.#sendAsUser("PATCH", `/events/${encodeURIComponent(id)}`, { body: change });
  }

  async cancelEvent(id: string): Promise<void> {
    await this.#sendAsUser("DELETE", `/events/${encodeURIComponent(id)}`);
  }

  /** A new event reaches those who book a moment after those who list it, and is worth the wait. */
  async book(eventId: string, seats: number, key: string): Promise<Booking> {
    for (let triesLeft = 8; ; triesLeft -= 1) {
      try {
        return await this.#sendAsUser("POST", "/bookings", { body: { eventId, seats }, key });
      } catch (error) {
        if (!(error instanceof Problem) || error.status !== 404) throw error;
        if (triesLeft === 0) throw new Problem((text) => text.notYetBookable, error);
        await new Promise((resolve) => setTimeout(resolve, 1_000));
      }
    }
  }

  bookings(count: number, signal: AbortSignal): Promise<ListPart<Booking>> {
    return list({ count }, (query) => this.#sendAsUser("GET", `/bookings?${query}`, { signal }));
  }

  async cancel(bookingId: string): Promise<void> {
    await this.#sendAsUser("DELETE", `/bookings/${encodeURIComponent(bookingId)}`);
  }

  /** With the session's token; when it is no longer taken, once the person has logged in again. */
  async #sendAsUser<Result>(method: string, path: string, options: Options = {}): Promise<Result> {
    const token = this.#session.login?.token;
    if (token === undefined) throw new Problem((text) => text.logInFirst, { status: 401 });
    try {
      return await this.#send<Result>(method, path, { ...options, token });
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 401) throw error;
      const login = await this.#session.renew(token);
      return this.#send<Result>(method, path, { ...options, token: login.token });
    }
  }

  async #send<Result>(method: string, path: string, options: Options = {}): Promise<Result> {
    const { body, signal, key, token } = options;
    const headers = new Headers({ accept: "application/json" });
    if (body !== undefined) headers.set("content-type", "application/json");
    if (key !== undefined) headers.set("idempotency-key", key);
    if (token !== undefined) headers.set("authorization", `Bearer ${token}`);
    const timeout = AbortSignal.timeout(patience);
    try {
      const response = await fetch(this.#url + path, {
        method,
        headers,
        body: body === undefined ? undefined : JSON.stringify(body),
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
        credentials: "omit",
        cache: "no-store",
      });
      if (!response.ok) throw await problemOf(response);
      return (response.status === 204 ? undefined : await response.json()) as Result;
    } catch (error) {
      throw noAnswer(error);
    }
  }
}

/** As many items as asked for, or all that there are, in as few requests as the services take. */
async function list<Item>(
  { count, most = Infinity, matches }: ListQuery<Item>,
  ask: (query: URLSearchParams) => Promise<ListAnswer<Item>>,
): Promise<ListPart<Item>> {
  const items: Item[] = [];
  let read = 0;
  let next: string | undefined;
  do {
    // A search cannot know how many it takes.
    const limit = matches ? 100 : Math.min(100, count - items.length);
    const query = new URLSearchParams({ limit: String(limit) });
    if (next !== undefined) query.set("cursor", next);
    const answer = await ask(query);
    items.push(...(matches ? answer.items.filter(matches) : answer.items));
    read += answer.items.length;
    ({ next } = answer);
  } while (next !== undefined && items.length < count && read < most);
  return { items, read, next };
}
