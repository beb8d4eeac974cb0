import { dictionary } from "@zxcvbn-ts/language-common";

/** Shorter ones are refused for that. */
const minLength = 8;

/** Most used first, in lower case, gathered from what was stolen and published. */
const common = new Set(dictionary["passwords-common"].filter(({ length }) => length >= minLength));

/** Whether a password is among those that are tried first, whatever its case. */
export function isCommonPassword(password: string): boolean {
  return common.has(password.normalize("NFKC").toLowerCase());
}
