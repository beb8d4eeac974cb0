import type { paths } from "./api-types.ts";
import { Problem } from "./problem.ts";

export type Account = paths["/users/me"]["get"]["responses"][200]["content"]["application/json"];

export interface Login {
  token: string;
  /** Milliseconds since 1970. */
  ends: number;
  user: Account;
}

interface State {
  login: Login | undefined;
  /** Whether the services no longer take the token, and the person is asked to log in again. */
  over: boolean;
}

const storageKey = "session";

/**
 * Who is logged in. It lives in localStorage, to survive a reload and to hold in every tab. A script
 * that gets into the page could read the token there, as it could act in the person's name without
 * it: the content security policy keeps scripts out, and the token ends after hours.
 */
export class Session {
  #state: State;
  readonly #listeners = new Set<() => void>();
  readonly #storage: Storage | undefined;

  /** @param storage nothing where the browser keeps nothing: the session then ends with the page */
  constructor(storage: Storage | undefined) {
    this.#storage = storage;
    this.#state = { login: this.#stored(), over: false };
  }

  get state(): State {
    return this.#state;
  }

  get login(): Login | undefined {
    return this.#state.login;
  }

  /** Calls the listener after each change. Returns what ends that. */
  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  begin(login: Login): void {
    this.#keep(JSON.stringify(login));
    this.#change({ login, over: false });
  }

  end(): void {
    this.#keep(undefined);
    this.#change({ login: undefined, over: false });
  }

  /** Takes over what another tab did. */
  follow = ({ key }: { key: string | null }): void => {
    if (key !== storageKey && key !== null) return;
    this.#change({ login: this.#stored(), over: false });
  };

  /**
   * Waits until the person has logged in again, since the token is no longer taken.
   * @throws Problem 401 when the person logs out instead.
   */
  async renew(token: string): Promise<Login> {
    if (this.#state.login?.token === token) this.#change({ ...this.#state, over: true });
    while (this.#state.over) await this.#nextChange();
    const { login } = this.#state;
    if (login === undefined) throw new Problem((text) => text.youAreLoggedOut, { status: 401 });
    return login;
  }

  #nextChange(): Promise<void> {
    return new Promise((resolve) => {
      const end = this.subscribe(() => {
        end();
        resolve();
      });
    });
  }

  #change(state: State): void {
    this.#state = state;
    for (const listener of [...this.#listeners]) listener();
  }

  #keep(value: string | undefined): void {
    try {
      if (value === undefined) this.#storage?.removeItem(storageKey);
      else this.#storage?.setItem(storageKey, value);
    } catch {
      // A full or locked storage: the session then ends with the page.
    }
  }

  /** What was kept, unless it is over or of another shape, such as from another version of the site. */
  #stored(): Login | undefined {
    try {
      const login: unknown = JSON.parse(this.#storage?.getItem(storageKey) ?? "null");
      if (isLogin(login) && login.ends > Date.now()) return login;
      this.#storage?.removeItem(storageKey);
      return undefined;
    } catch {
      return undefined;
    }
  }
}

function isLogin(value: unknown): value is Login {
  const { token, ends, user } = Object(value) as Record<string, unknown>;
  const { id, username, email } = Object(user) as Record<string, unknown>;
  const texts = [token, id, username, email];
  return Number.isFinite(ends) && texts.every((text) => typeof text === "string");
}
