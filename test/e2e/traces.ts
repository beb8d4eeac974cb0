import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import * as path from "node:path";
import { installed } from "../../scripts/command";

/** What somebody can leave on a machine besides files, each as a list of what can be told apart. */
export type Traces = ReturnType<typeof traces>;

/** What is on this machine now. */
export function traces() {
  return {
    "process namespaces": processNamespaces(),
    mounts: lines(readFileSync("/proc/self/mounts", "utf8")),
    interfaces: readdirSync("/sys/class/net"),
    routes: lines(readFileSync("/proc/net/route", "utf8")),
    rules: installed("iptables-save") ? rules() : [],
    cgroups: lines(execFileSync("find", ["/sys/fs/cgroup", "-name", "slipway*"]).toString()),
    forwarding: [readFileSync("/proc/sys/net/ipv4/ip_forward", "utf8")],
  };
}

/** What one has and the other has not, by kind. */
export function without(some: Traces, others: Traces): Partial<Record<keyof Traces, string[]>> {
  const kinds = Object.keys(some) as (keyof Traces)[];
  const left = kinds.map((kind) => [
    kind,
    some[kind].filter((trace) => !others[kind].includes(trace)),
  ]);
  return Object.fromEntries(left.filter(([, traces]) => (traces?.length ?? 0) > 0));
}

function processNamespaces(): string[] {
  const namespaces = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return [readlinkSync(path.join("/proc", pid, "ns", "pid"))];
      } catch {
        // It has ended meanwhile.
        return [];
      }
    });
  return [...new Set(namespaces)];
}

function rules(): string[] {
  // Without the counters and the times of the dump.
  return lines(execFileSync("iptables-save", { stdio: ["ignore", "pipe", "ignore"] }).toString())
    .filter((line) => !line.startsWith("#"))
    .map((line) => line.replace(/\[\d+:\d+\]/, ""));
}

function lines(text: string): string[] {
  return text.split("\n").filter((line) => line !== "");
}
