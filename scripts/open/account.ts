import { Failure } from "../failure";
import type { Kubectl } from "../kubectl";
import type { AccountPlace } from "./target";

export interface Account {
  user: string;
  /** Undefined where it was not asked for. */
  password: string | undefined;
}

/** @param withPassword Whether the password is wanted: without it, a store's Secret is not read. */
export async function accountOf(
  place: AccountPlace | undefined,
  kubectl: Kubectl,
  withPassword: boolean,
): Promise<Account | undefined> {
  if (place === undefined) return undefined;
  if ("name" in place.user && !withPassword) {
    return { user: place.user.name, password: undefined };
  }
  const text = await kubectl.ask(["get", "secret", place.secret, "--output=json"]);
  const { data = {} } = JSON.parse(text) as { data?: Record<string, string> };
  return accountIn(data, place, withPassword);
}

/** @throws Failure when the Secret has no such key. */
export function accountIn(
  data: Readonly<Record<string, string>>,
  { secret, user, password }: AccountPlace,
  withPassword: boolean,
): Account {
  const value = (key: RegExp) => {
    const name = Object.keys(data).find((each) => key.test(each));
    if (name === undefined) {
      const keys = Object.keys(data).join(", ");
      throw new Failure(`The Secret ${secret} has no key ${key.source}, but ${keys || "none"}.`);
    }
    return Buffer.from(data[name] ?? "", "base64").toString();
  };
  return {
    user: "name" in user ? user.name : value(user.key),
    password: withPassword ? value(password) : undefined,
  };
}
