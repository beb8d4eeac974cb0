import { existsSync, readFileSync } from "node:fs";

import { run } from "./command";

/** What the kernel may have as a module, by what shows that it is there. */
const features: Record<string, () => boolean> = {
  overlay: () => readFileSync("/proc/filesystems", "utf8").includes("overlay"),
  // What NetworkPolicies are enforced with.
  ip_set: () => existsSync("/sys/module/ip_set"),
  br_netfilter: () => existsSync("/proc/sys/net/bridge"),
  tun: () => existsSync("/dev/net/tun"),
};

/** The modules that the sandbox has to load. */
export function unloadedModules(): string[] {
  return Object.entries(features).flatMap(([module, present]) => (present() ? [] : [module]));
}

/** Loads modules. They stay: nothing says who else uses them by then. */
export async function loadModules(modules: string[]): Promise<void> {
  for (const module of modules) await run("modprobe", [module]);
}
