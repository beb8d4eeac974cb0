import { spawnSync } from "node:child_process";
import * as path from "node:path";

const root = path.join(__dirname, "..", "..");

/** The environments that are checked. */
export const stacks = ["dev", "prod"];

const known = new Map<string, string>();

/** What `npm run render` prints for a stack. @throws Error with what it says when it fails. */
export function rendered(stack: string): string {
  const before = known.get(stack);
  if (before !== undefined) return before;
  const { status, stdout, stderr } = spawnSync("npm", ["run", "-s", "render", "--", stack], {
    cwd: root,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`npm run render -- ${stack}: ${stderr}`);
  known.set(stack, stdout);
  return stdout;
}
