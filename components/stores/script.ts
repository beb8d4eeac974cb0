import { readFileSync } from "node:fs";
import * as path from "node:path";

/**
 * A script of stores/scripts, as the command of a container: for the shell, where it stops at the first error, or for
 * MongoDB's, in JavaScript, which finds its arguments in `args`.
 */
export function script(file: string, ...args: string[]): string[] {
  if (file.endsWith(".js")) {
    const text = `const args = ${JSON.stringify(args)};\n${readScript(file)}`;
    return ["mongosh", "--nodb", "--norc", "--quiet", "--eval", text];
  }
  const shell = file.endsWith(".bash") ? "bash" : "sh";
  return [shell, "-euc", readScript(file), file, ...args];
}

/** The text of a script, with that of the others that it includes by a line `# include FILE`. */
export function readScript(file: string): string {
  const text = readFileSync(path.join(__dirname, "scripts", file), "utf8");
  return text.replace(/^# include (\S+)\n/gm, (_, included: string) => readScript(included));
}
