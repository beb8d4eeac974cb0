import { existsSync, readdirSync } from "node:fs";
import { Failure } from "./failure";

/** @throws Failure when a folder has something in it that is not about to be written over. */
export function refuseForeign(folder: string, own: readonly string[]): void {
  const foreign = existsSync(folder)
    ? readdirSync(folder).filter((file) => !own.includes(file))
    : [];
  if (foreign.length === 0) return;
  throw new Failure(
    `${folder} holds ${foreign.join(", ")}, which would look like a part of the stack. ` +
      `Remove it, or name another folder.`,
  );
}
