import { ask, type CommandOptions as Options } from "../../scripts/command";
import { Failure } from "../../scripts/failure";

interface CommandOptions extends Options {
  /** Added to this process's own environment. */
  env?: Record<string, string>;
}

/**
 * Runs a command to its end.
 * @returns what it printed on standard output.
 * @throws Failure naming the command, its exit code and the last lines it printed.
 */
export async function run(command: string, args: string[], options: CommandOptions = {}) {
  const lines: string[] = [];
  const { status, signal, stdout } = await ask(command, args, {
    ...options,
    env: { ...process.env, ...options.env },
    onLine(line) {
      lines.push(line);
      if (lines.length > 20) lines.shift();
      options.onLine?.(line);
    },
  });
  if (status === 0) return stdout;
  const said = lines.map((line) => `    ${line}`).join("\n");
  throw new Failure(`${command} ${args[0] ?? ""} ended with ${status ?? signal}:\n${said}`);
}
