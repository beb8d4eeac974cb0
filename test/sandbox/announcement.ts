import { link, machinePorts, range } from "./addresses";
import { cacheDir, stateDir } from "./paths";

/**
 * What a start says before it changes anything.
 * @param running whether there is a sandbox already, of which something is absent.
 * @param modules of the kernel that it loads.
 */
export function announcement(running: boolean, absent: string[], modules: string[]): string {
  const lines = running
    ? [`The sandbox runs, but not all of it: ${absent.join(", ") || "an image is missing"}.`]
    : [
        "Starting the sandbox. On this machine it has",
        `  ${stateDir} for its data and ${cacheDir} for what took long to make,`,
        `  the interface ${link.interface} with the addresses ${range},`,
        `  the ports ${Object.values(machinePorts).join(", ")} of 127.0.0.1, and the cgroup slipway;`,
        "  all else is inside namespaces of its own. `stop` leaves only the data and the cache.",
      ];
  if (modules.length > 0) {
    lines.push(
      `It also loads what this kernel has as modules, which stay loaded: ${modules.join(", ")}.`,
    );
  }
  return `${lines.join("\n")}\n`;
}
