import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/**
 * One process for as long as it lives. A pid alone is not enough: pids are used again, and a file in
 * /run or a restored one may be from an earlier boot.
 */
export interface ProcessIdentity {
  pid: number;
  /** Clock ticks between the boot and the start of the process. */
  startTime: number;
  bootId: string;
}

/** The identity of a running process, or undefined if there is none with that pid. */
export function identify(pid: number): ProcessIdentity | undefined {
  try {
    const { startTime, state } = parseStat(readFileSync(`/proc/${pid}/stat`, "utf8"));
    // The threads of a killed process may outlive the first of them, and hold its ports until they end.
    const ended = state === "Z" && readdirSync(`/proc/${pid}/task`).length <= 1;
    if (ended || state === "X") return undefined;
    return { pid, startTime, bootId: currentBoot() };
  } catch {
    return undefined;
  }
}

export function isRunning(identity: ProcessIdentity): boolean {
  const now = identify(identity.pid);
  return now !== undefined && sameProcess(identity, now);
}

/**
 * Whether a running process was killed: the first one of a pid namespace then waits for all others in it to
 * end, and has left its own namespaces.
 */
export function isEnding(
  { pid }: ProcessIdentity,
  readLink: (path: string) => string = readlinkSync,
): boolean {
  try {
    return readLink(`/proc/${pid}/ns/net`) === "";
  } catch (error) {
    // Who is not root is denied the look at one that lives.
    return (error as NodeJS.ErrnoException).code === "ENOENT";
  }
}

export function sameProcess(one: ProcessIdentity, other: ProcessIdentity): boolean {
  return one.pid === other.pid && one.startTime === other.startTime && one.bootId === other.bootId;
}

/**
 * Reads state and start time from the text of /proc/PID/stat.
 * The command's name, in brackets, may itself hold spaces and brackets.
 */
export function parseStat(stat: string): { state: string; startTime: number } {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [state, startTime] = [fields[0], Number(fields[19])];
  if (state === undefined || !Number.isInteger(startTime)) {
    throw new Error(`not the text of a /proc/PID/stat: ${stat}`);
  }
  return { state, startTime };
}

/** Reads an identity from the text of a pid file; undefined if it is not one. */
export function parseIdentity(text: string): ProcessIdentity | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null) return undefined;
    const { pid, startTime, bootId } = value as Record<string, unknown>;
    return typeof pid === "number" && typeof startTime === "number" && typeof bootId === "string"
      ? { pid, startTime, bootId }
      : undefined;
  } catch {
    return undefined;
  }
}

function currentBoot(): string {
  return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
}

/** Whether a process is the first of its pid namespace: a container's main process, which answers to signals. */
export function firstInItsNamespace(pid: number): boolean {
  try {
    const ids = /^NSpid:\s*(.*)$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return ids?.split(/\s+/).at(-1) === "1";
  } catch {
    return false;
  }
}
