import { hash } from "bcryptjs";

/** 2^10 rounds, the default of the official provider's library. */
const cost = 10;
/** bcrypt ignores what comes after. */
const maxBytes = 72;

export function bcryptHash(password: string): Promise<string> {
  return hash(Buffer.from(password).subarray(0, maxBytes).toString(), cost);
}
