import { Failure } from "@slipway/service-kit";
import AsyncLock from "async-lock";
import { accountKey, clientKey } from "./limit-keys.ts";
import type { Limits } from "./limits.ts";
import type { Passwords } from "./passwords.ts";
import type { FoundUser, Users } from "./users.ts";

/** Tries of one client on one account that wait for the one that is being made. */
const maxPending = 50;

/** Whether a password is an account's, asked no more often than the limits allow. */
export class PasswordCheck {
  readonly #users: Users;
  readonly #passwords: Passwords;
  readonly #limits: Limits;
  readonly #lock = new AsyncLock({ maxPending });

  constructor(users: Users, passwords: Passwords, limits: Limits) {
    this.#users = users;
    this.#passwords = passwords;
    this.#limits = limits;
  }

  /**
   * Every try counts as a failure before it is made, so that tries side by side cannot all pass below a limit; a
   * success takes that back. Accounts that do not exist are counted as well, since the difference would tell. Failures
   * count by account with client, so that nobody's keep the owner out from elsewhere, and by client over all accounts.
   * @returns the user, if the password is right.
   * @throws Failure 429 over a limit; 503 without a store, or when too many tries wait.
   */
  async find(email: string, password: string, address: string): Promise<FoundUser | undefined> {
    const client = clientKey(address);
    const account = `${accountKey(email)}:${client}`;
    // One at a time: others side by side would be refused for what is not yet known to have succeeded.
    const made = this.#lock.acquire(account, async () => {
      const { failuresOnAccount, failuresOfClient } = this.#limits;
      const found = await this.#users.byEmail(email);
      await failuresOnAccount.consume(account);
      await failuresOfClient.consume(client);
      let isRight;
      try {
        isRight = await this.#passwords.matches(found?.passwordHash, password);
      } catch (error) {
        await failuresOnAccount.giveBack(account);
        await failuresOfClient.giveBack(client);
        throw error;
      }
      if (!isRight) return undefined;
      await failuresOnAccount.clear(account);
      await failuresOfClient.giveBack(client);
      return found;
    });
    return made.catch((error: unknown) => {
      if (!/^Too many pending tasks/.test(Object(error).message)) throw error;
      throw new Failure(503, "overloaded", "too many logins at once, try again shortly", {
        retryAfter: 2,
        cause: error,
      });
    });
  }
}
