import { rmSync } from "node:fs";
import * as path from "node:path";
import { run } from "../../scripts/command";
import { home } from "../../scripts/stack";

/** What kubectl and Helm are given once the stack itself is gone, by the option that writes it. */
export const folders = { apply: path.join(home, "apply"), helm: path.join(home, "helm") };

/** Writes both, while the stack is there: its state has the images' digests. */
export async function renderFolders(): Promise<void> {
  for (const [option, folder] of Object.entries(folders)) {
    rmSync(folder, { recursive: true, force: true });
    const options = [`--${option}`, folder, "--with-secrets"];
    await run("npm", ["run", "--silent", "render", "--", "dev", ...options]);
  }
}
