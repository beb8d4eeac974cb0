import { randomInt } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";

const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/**
 * The stack's passwords by the names that the program gives them, each made once: the volumes of the first `up` know them.
 */
export class Passwords {
  private readonly byName: Record<string, string>;

  /** @param file Where an earlier run has left them. @throws Error when that is no JSON. */
  constructor(file: string) {
    this.byName = existsSync(file)
      ? (JSON.parse(readFileSync(file, "utf8")) as Record<string, string>)
      : {};
  }

  /** The password of that name; a new one where there is none of that length. */
  password(name: string, length: number): string {
    const known = this.byName[name];
    const password = known?.length === length ? known : random(length);
    this.byName[name] = password;
    return password;
  }

  /** All of them, as the file has them. */
  text(): string {
    return `${JSON.stringify(this.byName, undefined, 2)}\n`;
  }
}

/** Letters and digits alone, which mean themselves in any URL, file and command. */
function random(length: number): string {
  return Array.from({ length }, () => letters[randomInt(letters.length)]).join("");
}
