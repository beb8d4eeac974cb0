import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync, statSync } from "node:fs";
import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { Failure } from "../../scripts/failure";
import { isCurrent, recipeOf, writeFiles } from "./daemon-recipe";
import { logDir, runDir } from "./paths";
import { identify, isRunning, parseIdentity, type ProcessIdentity } from "./process-identity";
import { reason, waitFor } from "./wait";

/** A process that runs in the node until it is stopped. */
export interface Daemon {
  /** Names its pid file and its log. */
  name: string;
  command: string[];
  /** Whose network it listens on: the node's own, or the machine's. @default "node" */
  network?: "node" | "machine";
  env?: Record<string, string>;
  /** Its configuration: what stands in which file; written before it starts. @default none */
  files?: Record<string, string>;
  /** Resolves when it serves, rejects with the reason why it does not. */
  probe: () => Promise<void>;
}

/** Longer than any of them took on a busy machine with two cores, in seconds. */
const startTimeout = 120;

/** What a daemon that already runs may take to answer before it counts as hung, in seconds. */
const answerTimeout = 10;

/**
 * Sees that a daemon runs and serves: starts it unless it does, and starts it anew if it hangs or was started by an
 * older recipe.
 * @throws with the last lines of its log.
 */
export async function ensureRunning(node: ProcessIdentity, daemon: Daemon): Promise<void> {
  const identity = await readIdentity(daemon.name);
  if (identity !== undefined && isRunning(identity)) {
    if (!(await isCurrent(daemon, identityFile(daemon.name)))) {
      await stopDaemon(daemon.name, answerTimeout);
    } else {
      try {
        return await waitFor(`An answer of ${daemon.name}`, answerTimeout, daemon.probe);
      } catch {
        await end(identity, "SIGKILL");
      }
    }
  }
  const started = await startDaemon(node, daemon);
  try {
    let ended = false;
    await waitFor(daemon.name, startTimeout, async () => {
      // Asked before the probe: an answer after that cannot be of a process that was here before.
      ended ||= !isRunning(started);
      if (!ended) await daemon.probe();
    });
    if (ended) throw new Error("it ended");
  } catch (error) {
    throw new Failure(
      `${daemon.name} does not serve: ${reason(error)}\n${await logTail(daemon.name)}`,
    );
  }
}

/** Whether a daemon runs, from the recipe of this clone, and serves. */
export async function isServing(daemon: Daemon): Promise<boolean> {
  const identity = await readIdentity(daemon.name);
  if (identity === undefined || !isRunning(identity)) return false;
  if (!(await isCurrent(daemon, identityFile(daemon.name)))) return false;
  return daemon.probe().then(
    () => true,
    () => false,
  );
}

async function startDaemon(node: ProcessIdentity, daemon: Daemon): Promise<ProcessIdentity> {
  const namespaces = ["--mount", "--pid", "--uts"];
  if (daemon.network !== "machine") namespaces.push("--net");
  await writeFiles(daemon);
  const log = await openLog(daemon.name);
  const parent = spawn(
    "nsenter",
    [
      ...["--target", String(node.pid), ...namespaces, "--"],
      ...["sh", "-c", launch, "sh", ...daemon.command],
    ],
    {
      detached: true,
      stdio: ["pipe", log, log],
      env: {
        PATH: "/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        HOME: "/root",
        ...daemon.env,
      },
    },
  );
  parent.unref();
  closeSync(log);
  try {
    return await recordChild(daemon.name, parent, 2, recipeOf(daemon));
  } finally {
    parent.stdin?.end();
  }
}

/**
 * Starts a command and stays until standard input ends, which is when it is known who the command
 * became. After that it is the node's first process that has it as a child.
 */
const launch = '"$@" < /dev/null & read -r _';

/** Ends all daemons at once, whatever they do; the containers go on. */
export async function endDaemons(): Promise<void> {
  const names = (await readdir(runDir)).filter(
    (name) => name.endsWith(".pid") && name !== "node.pid",
  );
  for (const name of names) {
    const identity = await readIdentity(name.slice(0, -".pid".length));
    if (identity !== undefined && isRunning(identity)) await end(identity, "SIGKILL");
  }
}

/** Asks a daemon to end, and sees that it does. */
export async function stopDaemon(name: string, timeout: number): Promise<void> {
  const identity = await readIdentity(name);
  if (identity === undefined || !isRunning(identity)) return;
  await end(identity, "SIGTERM", timeout).catch(() => end(identity, "SIGKILL"));
}

async function end(identity: ProcessIdentity, signal: NodeJS.Signals, timeout = 10) {
  process.kill(identity.pid, signal);
  await waitFor(`The end of process ${identity.pid}`, timeout, async () => {
    if (isRunning(identity)) throw new Error("it is still there");
  });
}

/**
 * Writes down who runs inside the namespaces, on behalf of a process that entered or made them.
 * @param generations between that process and the one to be recorded.
 * @param recipe what it was started from. @default none that anybody asks for
 */
export async function recordChild(
  name: string,
  parent: ChildProcess,
  generations: number,
  recipe?: string,
): Promise<ProcessIdentity> {
  let failure: Error | undefined;
  parent.on("error", (error) => (failure = error));
  let child: ProcessIdentity | undefined;
  await waitFor(`The process of ${name}`, 10, async () => {
    if (failure || parent.exitCode !== null) return;
    let pid = parent.pid;
    for (let generation = 0; generation < generations; generation++) pid = onlyChild(pid);
    if (pid === undefined) throw new Error("it has not been started yet");
    child = identify(pid);
  });
  if (!child) {
    throw new Failure(
      `${name} could not be started: ${failure?.message ?? "it ended"}\n${await logTail(name)}`,
    );
  }
  await mkdir(runDir, { recursive: true });
  const file = identityFile(name);
  await writeFile(`${file}.new`, JSON.stringify({ ...child, recipe }));
  await rename(`${file}.new`, file);
  return child;
}

function onlyChild(pid: number | undefined): number | undefined {
  if (pid === undefined) return undefined;
  try {
    const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ");
    return child ? Number(child) : undefined;
  } catch {
    return undefined;
  }
}

export async function readIdentity(name: string): Promise<ProcessIdentity | undefined> {
  const text = await readFile(identityFile(name), "utf8").catch(() => "");
  return parseIdentity(text);
}

function identityFile(name: string): string {
  return join(runDir, `${name}.pid`);
}

async function openLog(name: string): Promise<number> {
  await mkdir(logDir, { recursive: true });
  const file = join(logDir, `${name}.log`);
  const full = 16 * 1024 * 1024;
  if (existsSync(file) && statSync(file).size > full) await rename(file, `${file}.old`);
  return openSync(file, "a");
}

async function logTail(name: string): Promise<string> {
  const file = join(logDir, `${name}.log`);
  const text = await readFile(file, "utf8").catch(() => "");
  const lines = text.trimEnd().split("\n").slice(-15);
  return [`The end of ${file}:`, ...lines.map((line) => `    ${line}`)].join("\n");
}
