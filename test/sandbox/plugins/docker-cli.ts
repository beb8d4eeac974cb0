import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { stripVTControlCharacters } from "node:util";

/** How much of what a failed command printed its error repeats, in lines. */
const ERROR_LINES = 25;

export interface RunOptions {
  stdin?: Readable;
  /** Added to the environment of this one command. */
  env?: NodeJS.ProcessEnv;
  /** Takes each line of output as it comes. */
  onLine?: (line: string) => void;
}

/** The docker command line, always talking to one daemon. */
export class DockerCli {
  readonly #env: NodeJS.ProcessEnv;
  readonly #running = new AbortController();

  /** `env` is this process's own and what tells the daemon: DOCKER_HOST and the like. */
  constructor(env: NodeJS.ProcessEnv) {
    // The classic builder: Debian's docker has no buildx.
    this.#env = { ...env, DOCKER_BUILDKIT: "0" };
  }

  /**
   * Runs one command and returns the lines that it printed on stdout.
   * Throws what the command printed last if it fails, and if it was cancelled.
   */
  async run(args: string[], { stdin, env, onLine }: RunOptions = {}): Promise<string[]> {
    const what = `docker ${args[0]}`;
    const child = spawn("docker", args, {
      env: { ...this.#env, ...env },
      signal: this.#running.signal,
      stdio: [stdin === undefined ? "ignore" : "pipe", "pipe", "pipe"],
    });
    const exit = new Promise<number | null>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", resolve);
    });
    let broken: Error | undefined;
    if (stdin !== undefined && child.stdin !== null) {
      stdin.on("error", (error) => {
        broken = error;
        child.kill();
      });
      // A builder that fails early does not read the rest.
      child.stdin.on("error", () => stdin.destroy());
      stdin.pipe(child.stdin);
    }

    const lines: string[] = [];
    const tail: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      if (stream === null) continue;
      createInterface({ input: stream }).on("line", (coloured) => {
        // The classic builder paints what a step wrote to stderr.
        const line = stripVTControlCharacters(coloured);
        if (stream === child.stdout) lines.push(line);
        if (line.trim() === "") return;
        tail.push(line);
        if (tail.length > ERROR_LINES) tail.shift();
        onLine?.(line);
      });
    }

    const code = await exit.catch((error: NodeJS.ErrnoException) => {
      if (error.name === "AbortError") throw new Error(`${what} was cancelled`);
      if (error.code === "ENOENT")
        throw new Error("the docker command is not installed or not on PATH");
      throw error;
    });
    if (broken !== undefined) throw new Error(`cannot pack the build context: ${broken.message}`);
    if (this.#running.signal.aborted) throw new Error(`${what} was cancelled`);
    if (code !== 0) throw new Error(`${what} failed:\n${tail.join("\n")}`);
    return lines;
  }

  /** Ends what runs, and refuses what comes after. */
  cancel(): void {
    this.#running.abort();
  }
}
