import { readFileSync } from "node:fs";
import { mkdir, readdir, readFile, rmdir } from "node:fs/promises";
import { join } from "node:path";

import { waitFor } from "./wait";

/** The cgroup above all of the sandbox's containers, in every hierarchy of the machine. */
export const cgroupRoot = "/slipway";

/** Makes the cgroup in every hierarchy: the kubelet wants its parent to exist. */
export async function makeCgroups(): Promise<void> {
  for (const hierarchy of hierarchies()) {
    await mkdir(join(hierarchy, cgroupRoot), { recursive: true });
  }
}

/** The processes of all containers, or of one pod's, by pid. @param pod Its uid. */
export async function containerProcesses(pod?: string): Promise<number[]> {
  const pids = new Set<number>();
  for (const hierarchy of hierarchies()) {
    const folders = await tree(join(hierarchy, cgroupRoot));
    for (const folder of folders.filter(
      (one) => pod === undefined || one.includes(`/pod${pod}/`),
    )) {
      const text = await readFile(join(folder, "cgroup.procs"), "utf8").catch(() => "");
      for (const pid of text.split("\n").filter((line) => line !== "")) pids.add(Number(pid));
    }
  }
  return [...pids];
}

export async function removeCgroups(): Promise<void> {
  for (const hierarchy of hierarchies()) {
    // A cgroup stays busy for a moment after its last process.
    await waitFor(`The removal of ${join(hierarchy, cgroupRoot)}`, 10, async () => {
      for (const folder of await tree(join(hierarchy, cgroupRoot))) await rmdir(folder);
    });
  }
}

/** Where the machine has its cgroups: one folder under cgroup v2, one a controller under v1. */
export function hierarchies(mounts = readFileSync("/proc/mounts", "utf8")): string[] {
  return mounts
    .split("\n")
    .map((line) => line.split(" "))
    .filter(([, , type]) => type === "cgroup" || type === "cgroup2")
    .map(([, folder]) => folder ?? "")
    .filter((folder) => folder.startsWith("/sys/fs/cgroup"));
}

/** A cgroup and all below it, the deepest first. */
async function tree(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const below = await Promise.all(
    entries.filter((entry) => entry.isDirectory()).map((entry) => tree(join(folder, entry.name))),
  );
  return entries.length > 0 ? [...below.flat(), folder] : below.flat();
}
