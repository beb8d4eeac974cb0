import { existsSync, readFileSync, statSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { arch, networkInterfaces, platform, totalmem } from "node:os";
import { delimiter, dirname, join } from "node:path";

import { link, range } from "./addresses";
import type { Binary } from "./binaries";
import { cacheDir, stateDir } from "./paths";
import { portOwner } from "./port-owner";

/** What the sandbox is about to need of the machine. */
export interface Need {
  /** Binaries that have to be built. */
  binaries: Binary[];
  /** Whether Debian trees or images have to be made. */
  debian: boolean;
  /** Ports of 127.0.0.1 that none of the sandbox's own processes holds. */
  ports: number[];
}

/** What the preflight looks at, so that its sentences can be tested. */
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
  portOwner: (port: number) => string | undefined;
  /** IPv4 addresses by interface. */
  addresses: { interface: string; address: string }[];
}

const leastMemory = 4;
const commands = [
  ...["ip", "unshare", "nsenter", "mount", "pivot_root", "flock", "tar", "wget"],
  ...["openssl", "dpkg-query"],
];

/**
 * The sentences that say why the sandbox cannot start on a machine; none if it can.
 * The first ones that make the rest meaningless come alone.
 */
export async function obstacles(machine: Machine, need: Need): Promise<string[]> {
  if (machine.platform !== "linux" || machine.architecture !== "x64") {
    return [
      `The sandbox runs on Linux on x86-64 only, and this is ${machine.platform} on ${machine.architecture}. ` +
        "Use minikube here.",
    ];
  }
  if (machine.userId !== 0) {
    return ["The sandbox makes namespaces, mounts and an interface: start it as root."];
  }
  const found: string[] = [];
  const missing = commands.filter((name) => !machine.hasCommand(name));
  if (missing.length > 0) found.push(`These commands are missing: ${missing.join(", ")}.`);
  for (const device of ["/dev/net/tun"]) {
    if (!machine.hasFile(device)) found.push(`${device} is missing: load the kernel module tun.`);
  }
  if (need.debian && !machine.hasCommand("debootstrap") && !machine.hasCommand("apt-get")) {
    found.push(
      "The sandbox's node and images are made with debootstrap, and neither it nor apt-get, to fetch it, is here. " +
        "Use Debian or Ubuntu, or install debootstrap.",
    );
  }
  if (need.debian && !machine.hasFile("/usr/share/keyrings/debian-archive-keyring.gpg")) {
    found.push("Debian's signing keys are missing: install the package debian-archive-keyring.");
  }
  if (need.binaries.length > 0 && !machine.hasCommand("go")) {
    const names = need.binaries.map(({ name }) => name).join(", ");
    found.push(`Go 1.26 or later is needed on PATH, to build ${names}.`);
  }
  if (machine.memory < leastMemory) {
    found.push(
      `The sandbox needs ${leastMemory} GiB of memory, and this machine has ${machine.memory.toFixed(1)}.`,
    );
  }
  found.push(...(await diskObstacles(machine, need)));
  for (const port of need.ports) {
    const owner = machine.portOwner(port);
    if (owner !== undefined) found.push(`Port ${port} on 127.0.0.1 is taken by ${owner}.`);
  }
  const prefix = range.split(".").slice(0, 2).join(".");
  for (const { interface: name, address } of machine.addresses) {
    if (address.startsWith(`${prefix}.`) && name !== link.interface) {
      found.push(`The sandbox uses ${range}, and the interface ${name} has ${address} there.`);
    }
  }
  return found;
}

/** Room for Go's own caches is in the first figure, which was measured; the others as well. */
function diskNeeds(need: Need): { folder: string; gibibytes: number }[] {
  return [
    { folder: cacheDir, gibibytes: need.binaries.length > 0 ? 10 : 0 },
    { folder: cacheDir, gibibytes: need.debian ? 4 : 0 },
    { folder: stateDir, gibibytes: 4 },
  ];
}

async function diskObstacles(machine: Machine, need: Need): Promise<string[]> {
  const devices = new Map<number, { folders: Set<string>; needed: number; free: number }>();
  for (const { folder, gibibytes } of diskNeeds(need)) {
    if (gibibytes === 0) continue;
    const { device, gibibytes: free } = await machine.free(folder);
    const known = devices.get(device) ?? { folders: new Set(), needed: 0, free };
    known.folders.add(folder);
    known.needed += gibibytes;
    devices.set(device, known);
  }
  return [...devices.values()]
    .filter(({ needed, free }) => free < needed)
    .map(
      ({ folders, needed, free }) =>
        `The sandbox needs ${needed} GiB of disk for ${[...folders].join(" and ")}, and ${free.toFixed(1)} are free.`,
    );
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

/** The kernel's features that it may have to load, by the path that shows them. */
export const kernelFeatures = [
  {
    module: "overlay",
    present: () => readFileSync("/proc/filesystems", "utf8").includes("overlay"),
  },
  { module: "br_netfilter", present: () => existsSync("/proc/sys/net/bridge") },
  { module: "tun", present: () => existsSync("/dev/net/tun") },
];
