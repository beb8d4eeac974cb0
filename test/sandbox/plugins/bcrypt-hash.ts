import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";

/** 2^10 rounds, the default of the official provider's library. */
const COST = 10;
/** bcrypt ignores what comes after. */
const MAX_BYTES = 72;

const SALT_ALPHABET = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/**
 * Hashes a password with bcrypt, by the C library's crypt(3): Node has none of its own, and perl is
 * part of every Debian. The password goes through stdin, never through the arguments.
 */
export function bcryptHash(password: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const script = 'local $/; print crypt(<STDIN>, $ARGV[0]) // ""';
    const child = execFile("perl", ["-e", script, salt()], (error, stdout) => {
      if (error === null && stdout.startsWith("$2b$")) resolve(stdout);
      else
        reject(
          new Error("cannot hash a password: perl with a crypt(3) that knows bcrypt is needed"),
        );
    });
    // The exit status says what went wrong; a broken pipe on top of it says nothing.
    child.stdin?.on("error", () => {}).end(Buffer.from(password).subarray(0, MAX_BYTES));
  });
}

/** 128 random bits in bcrypt's own base 64: the 22nd character carries the last two of them. */
function salt(): string {
  const bits = [...randomBytes(16)].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  const characters = bits
    .padEnd(132, "0")
    .match(/.{6}/g)
    ?.map((six) => SALT_ALPHABET.charAt(parseInt(six, 2)));
  return `$2b$${COST}$${characters?.join("")}`;
}
