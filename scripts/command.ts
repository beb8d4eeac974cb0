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
}

/** Runs a command on the terminal's own input and output. @throws Failure when it does not exit with 0. */
export async function run(command: string, args: string[], options: CommandOptions = {}) {
  const status = await new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: "inherit" });
    child.once("error", (error) => reject(new Failure(`${command}: ${error.message}`)));
    child.once("exit", (code, signal) => resolve(code ?? signal));
  });
  if (status !== 0) throw new Failure(`${command} ${args.join(" ")} ended with ${status}`);
}

export interface Answer {
  /** The exit status; null after a signal. */
  status: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a command for what it says. @throws Failure when it cannot be started. */
export function ask(
  command: string,
  args: string[],
  { input = "", ...options }: CommandOptions = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: "pipe" });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.once("error", (error) => reject(new Failure(`${command}: ${error.message}`)));
    child.once("close", (status) => resolve({ status, stdout, stderr }));
    // Who ends without reading its input is judged by its status.
    child.stdin.on("error", () => undefined).end(input);
  });
}

/** Whether a command is on the PATH. */
export function installed(command: string, env: NodeJS.ProcessEnv = process.env): boolean {
  const folders = (env["PATH"] ?? "").split(path.delimiter);
  return folders.some((folder) => existsSync(path.join(folder, command)));
}
