import { Failure } from "@slipway/service-kit";
import { isCommonPassword } from "./common-passwords.ts";
import type { Passwords } from "./passwords.ts";

/**
 * The hash of a password that somebody has chosen.
 * @param field Where it stands in the body.
 * @throws Failure 400 for a common one, 503 when too many wait to be hashed.
 */
export function newPasswordHash(
  passwords: Passwords,
  field: string,
  password: string,
): Promise<string> {
  if (isCommonPassword(password)) {
    const message = "is one of the most common passwords, which are guessed first: choose another";
    throw new Failure(400, "invalid", `${field} ${message}`, { fields: [{ field, message }] });
  }
  return passwords.hash(password);
}
