import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import * as path from "node:path";
import { Failure } from "./failure";

export interface CommandOptions {
  /** @default process.env */
  env?: NodeJS.ProcessEnv;
  /** @default the current folder */
  cwd?: string;
  /** What a command that is asked finds on its standard input. @default nothing */
  input?: string;
  /** Called with each line that a command that is asked says, on either output. @default nobody */
  onLine?: (line: string) => void;
}

/**
 * Runs a command on the terminal's own input and output.
 *
 * @param interrupted Has the command sent the signal that it is aborted with; it is waited for all the same. @default never
 * @throws Failure when it does not exit with 0.
 */
export async function run(
  command: string,
  args: string[],
  options: CommandOptions = {},
  interrupted?: AbortSignal,
) {
  const status = await new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: "inherit" });
    interrupted?.addEventListener("abort", () => child.kill(interrupted.reason as NodeJS.Signals));
    child.once("error", (error) => reject(new Failure(`${command}: ${error.message}`)));
    child.once("exit", (code, signal) => resolve(code ?? signal));
  });
  if (status !== 0) throw new Failure(`${command} ${args.join(" ")} ended with ${status}`);
}

export interface Answer {
  /** The exit status; null after a signal. */
  status: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** Runs a command for what it says. @throws Failure when it cannot be started. */
export function ask(
  command: string,
  args: string[],
  { input = "", onLine, ...options }: CommandOptions = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: "pipe" });
    const said = { stdout: "", stderr: "" };
    for (const output of ["stdout", "stderr"] as const) {
      child[output].setEncoding("utf8").on("data", (text: string) => {
        said[output] += text;
        for (const line of text.split(/[\r\n]+/)) if (line.trim() !== "") onLine?.(line);
      });
    }
    child.once("error", (error) => reject(new Failure(`${command}: ${error.message}`)));
    child.once("close", (status, signal) => resolve({ status, signal, ...said }));
    // Who ends without reading its input is judged by its status.
    child.stdin.on("error", () => undefined).end(input);
  });
}

/** Whether a command is on the PATH. */
export function installed(command: string, env: NodeJS.ProcessEnv = process.env): boolean {
  const folders = (env["PATH"] ?? "").split(path.delimiter);
  return folders.some((folder) => existsSync(path.join(folder, command)));
}
