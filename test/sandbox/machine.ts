import { existsSync, statSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { arch, networkInterfaces, platform, totalmem } from "node:os";
import { delimiter, dirname, join } from "node:path";

import { unloadedModules } from "./kernel-modules";
import { portOwner } from "./port-owner";

/** What is looked at before anything is changed, so that what is said of it can be tested. */
export interface Machine {
  platform: string;
  architecture: string;
  userId: number;
  /** In GiB. */
  memory: number;
  /** Free space for a folder, in GiB, and the file system that has it. */
  free: (folder: string) => Promise<{ gibibytes: number; device: number }>;
  hasCommand: (name: string) => boolean;
  hasFile: (path: string) => boolean;
  /** Kernel modules that the sandbox has to load. */
  unloadedModules: () => string[];
  portOwner: (port: number) => string | undefined;
  /** IPv4 addresses by interface. */
  addresses: { interface: string; address: string }[];
}

/** The machine that this process runs on. */
export function thisMachine(): Machine {
  return {
    platform: platform(),
    architecture: arch(),
    userId: process.getuid?.() ?? -1,
    memory: totalmem() / 2 ** 30,
    free: freeSpace,
    hasCommand: (name) =>
      [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/sbin"].some((folder) =>
        existsSync(join(folder, name)),
      ),
    hasFile: existsSync,
    unloadedModules,
    portOwner,
    addresses: Object.entries(networkInterfaces()).flatMap(([name, addresses]) =>
      (addresses ?? []).map(({ address }) => ({ interface: name, address })),
    ),
  };
}

async function freeSpace(folder: string) {
  let existing = folder;
  while (!existsSync(existing)) existing = dirname(existing);
  const { bavail, bsize } = await statfs(existing);
  return { gibibytes: (bavail * bsize) / 2 ** 30, device: statSync(existing).dev };
}
