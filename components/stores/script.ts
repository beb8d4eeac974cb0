import { readFileSync } from "node:fs";
import * as path from "node:path";

/** A shell script of stores/scripts, as the command of a container that stops at the script's first error. */
export function script(file: string, ...args: string[]): string[] {
  const shell = file.endsWith(".bash") ? "bash" : "sh";
  return [
    shell,
    "-euc",
    readFileSync(path.join(__dirname, "scripts", file), "utf8"),
    file,
    ...args,
  ];
}
