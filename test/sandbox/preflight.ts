import { link, range } from "./addresses";
import type { Binary } from "./binaries";
import type { Machine } from "./machine";
import { cacheDir, machineAuthorities, stateDir } from "./paths";

/** What the sandbox is about to need of the machine. */
export interface Need {
  /** Binaries that have to be built. */
  binaries: Binary[];
  /** Whether Debian trees or images have to be made. */
  debian: boolean;
  /** Whether the sandbox has no data yet, which takes most of the room. */
  fresh: boolean;
  /** Kernel modules that have to be loaded. */
  modules: string[];
  /** Ports of 127.0.0.1 that none of the sandbox's own processes holds. */
  ports: number[];
}

/**
 * In GiB. As measured, the sandbox with the dev stack takes 2.3 when idle, an `up` that builds images 1 more, and before
 * that the build of the binaries 4.0. The kernel shows a little less than the machine has.
 */
const leastMemory = { machine: 6, shown: 5.5 };

/** The sentences that say why the sandbox cannot start on a machine; none if it can. */
export async function obstacles(machine: Machine, need: Need): Promise<string[]> {
  const found: string[] = [];
  if (need.modules.length > 0 && !machine.hasCommand("modprobe")) {
    const names = need.modules.join(", ");
    found.push(
      `Kernel modules have to be loaded (${names}), and modprobe is missing: install the package kmod.`,
    );
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
  if (need.debian && !machine.hasFile(machineAuthorities)) {
    found.push(
      `${machineAuthorities}, which says whom builds may trust, is missing: install the package ca-certificates.`,
    );
  }
  if (need.binaries.length > 0 && !machine.hasCommand("go")) {
    const names = need.binaries.map(({ name }) => name).join(", ");
    found.push(`Go 1.26 or later is needed on PATH, to build ${names}.`);
  }
  if (machine.memory < leastMemory.shown) {
    found.push(
      `The sandbox needs a machine with ${leastMemory.machine} GiB of memory, and this one has ${machine.memory.toFixed(1)}.`,
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

/**
 * As measured, with room to grow: the binaries take 1 GiB, with Go's own caches 21, Debian's trees and the images 1.5 and
 * as much again while they are made, the data with the dev stack 5.
 */
function diskNeeds(need: Need): { folder: string; gibibytes: number }[] {
  return [
    { folder: cacheDir, gibibytes: need.binaries.length > 0 ? 24 : 0 },
    { folder: cacheDir, gibibytes: need.debian ? 4 : 0 },
    { folder: stateDir, gibibytes: need.fresh ? 8 : 2 },
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
