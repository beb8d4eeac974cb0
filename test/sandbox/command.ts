import { spawn } from "node:child_process";

interface CommandOptions {
  cwd?: string;
  /** Added to this process's own environment. */
  env?: Record<string, string>;
  /** Written to the command's standard input. */
  input?: string;
  /** Called with each line the command prints. */
  onLine?: (line: string) => void;
}

/**
 * Runs a command to its end.
 * @returns what it printed on standard output.
 * @throws naming the command, its exit code and the last lines it printed.
 */
export function run(command: string, args: string[], options: CommandOptions = {}) {
  return new Promise<string>((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ["pipe", "pipe", "pipe"],
    });
    let output = "";
    const lines: string[] = [];
    const collect = (chunk: string) => {
      for (const line of chunk.split(/[\r\n]+/).filter((text) => text.trim() !== "")) {
        lines.push(line);
        if (lines.length > 20) lines.shift();
        options.onLine?.(line);
      }
    };
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      output += chunk;
      collect(chunk);
    });
    child.stderr.setEncoding("utf8").on("data", collect);
    // A command that ends without reading its input is judged by its exit code.
    child.stdin.on("error", () => undefined);
    child.stdin.end(options.input ?? "");
    child.on("error", (error) => reject(new Error(`${command}: ${error.message}`)));
    child.on("close", (code, signal) => {
      if (code === 0) return resolve(output);
      const said = lines.map((line) => `    ${line}`).join("\n");
      reject(new Error(`${command} ${args[0] ?? ""} ended with ${code ?? signal}:\n${said}`));
    });
  });
}
