import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import * as path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "./free-port.ts";

/** Of which /proc counts so many a second. */
const ticks = 100;

/** Milliseconds. */
const patience = 60_000;

const images = path.resolve(import.meta.dirname, "..", "..");

export interface Process {
  url: string;
  /** Called with each line that it writes. */
  onLine: (line: string) => void;
  /** Seconds of a processor that it has taken, as Linux counts them. */
  cpu: () => Promise<number>;
  stop: () => Promise<void>;
}

/**
 * A program of its own, on a port of its own, as the services are in their pods.
 *
 * @param main Its file, from images/ on.
 * @param ready The path that answers 200 once it can be measured.
 */
export async function startProcess(
  main: string,
  environment: Record<string, string>,
  ready: string,
): Promise<Process> {
  const port = await freePort();
  const child = spawn(process.execPath, ["--import", "tsx", path.join(images, main)], {
    env: {
      ...{ PATH: process.env["PATH"], NODE_ENV: "production", LISTEN_URL: `127.0.0.1:${port}` },
      ...environment,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  process.once("exit", () => child.kill("SIGKILL"));
  const last: string[] = [];
  const started: Process = {
    url: `http://127.0.0.1:${port}`,
    onLine: () => {},
    cpu: async () => {
      const stat = await readFile(`/proc/${child.pid}/stat`, "utf8");
      // What stands after the program's name, which may hold blanks.
      const [user, system] = stat.slice(stat.lastIndexOf(")")).split(" ").slice(12, 14);
      return (Number(user) + Number(system)) / ticks;
    },
    stop: async () => {
      if (child.exitCode !== null) return;
      child.kill("SIGKILL");
      await once(child, "exit");
    },
  };
  createInterface({ input: child.stdout }).on("line", (line) => {
    last.push(line);
    if (last.length > 5) last.shift();
    started.onLine(line);
  });
  const end = Date.now() + patience;
  for (;;) {
    const status = await fetch(started.url + ready, { signal: AbortSignal.timeout(5_000) }).then(
      (answer) => answer.status,
      () => 0,
    );
    if (status === 200) return started;
    if (child.exitCode !== null || Date.now() > end) {
      await started.stop();
      throw new Error(`${main} does not serve: ${last.join("\n")}`);
    }
    await sleep(50);
  }
}
