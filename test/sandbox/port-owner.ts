import { readdirSync, readFileSync, readlinkSync } from "node:fs";

export interface Listener {
  /** As the kernel writes it: hexadecimal, the bytes of each word in the machine's order. */
  address: string;
  port: number;
  inode: string;
}

const listening = "0A";

/** Reads the listening sockets from the text of /proc/net/tcp or tcp6. */
export function parseListeners(table: string): Listener[] {
  return table
    .split("\n")
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[3] === listening)
    .map((fields) => {
      const [address = "", port = ""] = (fields[1] ?? "").split(":");
      return { address, port: parseInt(port, 16), inode: fields[9] ?? "" };
    });
}

/** Whether a listener leaves no room for another on 127.0.0.1 and the same port. */
export function coversLocalhost({ address }: Listener): boolean {
  const localhost = "0100007F";
  return (
    /^0+$/.test(address) ||
    address === localhost ||
    address === `0000000000000000FFFF0000${localhost}`
  );
}

/** Resolves if somebody listens on a port of the machine's 127.0.0.1. */
export async function listens(port: number): Promise<void> {
  const listeners = parseListeners(readFileSync("/proc/net/tcp", "utf8"));
  if (!listeners.some((one) => one.port === port && coversLocalhost(one))) {
    throw new Error(`nobody listens on port ${port}`);
  }
}

/**
 * Who listens on a port of 127.0.0.1, as `name (process 123)`.
 * @returns undefined if the port is free.
 */
export function portOwner(port: number): string | undefined {
  const listeners = ["tcp", "tcp6"]
    .flatMap((table) => parseListeners(readFileSync(`/proc/net/${table}`, "utf8")))
    .filter((listener) => listener.port === port && coversLocalhost(listener));
  if (listeners.length === 0) return undefined;
  const sockets = new Set(listeners.map(({ inode }) => `socket:[${inode}]`));
  const pid = readdirSync("/proc").find((name) => /^\d+$/.test(name) && holds(name, sockets));
  if (pid === undefined) return "a process that /proc does not show";
  return `${readFileSync(`/proc/${pid}/comm`, "utf8").trim()} (process ${pid})`;
}

function holds(pid: string, sockets: Set<string>): boolean {
  const folder = `/proc/${pid}/fd`;
  try {
    return readdirSync(folder).some((fd) => {
      try {
        return sockets.has(readlinkSync(`${folder}/${fd}`));
      } catch {
        return false;
      }
    });
  } catch {
    return false;
  }
}
