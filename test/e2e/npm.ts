import { ask } from "../../scripts/command";
import { env } from "./cluster";

/** Runs an npm command of the project's, for how it ends and what it says. */
export function npm(command: string, ...args: string[]) {
  return ask("npm", ["run", "--silent", command, "--", ...args], { env: env() });
}
