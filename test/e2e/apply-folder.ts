import { rmSync } from "node:fs";
import * as path from "node:path";
import { run } from "../../scripts/command";
import { home } from "../../scripts/stack";

/** What `kubectl apply` is given once the stack itself is gone. */
export const applyFolder = path.join(home, "apply");

/** Writes it, while the stack is there. */
export async function renderToApply(): Promise<void> {
  rmSync(applyFolder, { recursive: true, force: true });
  const options = ["--apply", applyFolder, "--with-secrets"];
  await run("npm", ["run", "--silent", "render", "--", "dev", ...options]);
}
