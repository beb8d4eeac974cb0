import { mkdirSync, rmSync } from "node:fs";
import * as path from "node:path";
import { privateFolder, writePrivate } from "../private-files";
import type { ComposeStack } from "./stack";

const composeFile = "compose.yaml";
const heading =
  "# Written by `npm run compose` from index.ts and the stack's settings: change those, and run it again.\n";

/**
 * Writes a stack into a folder that its owner alone may enter, in the place of what an earlier run wrote.
 *
 * @returns The Compose file.
 */
export function write({ text, files }: ComposeStack, folder: string): string {
  privateFolder(folder);
  for (const subfolder of ["env", "secrets", "configs"]) {
    rmSync(path.join(folder, subfolder), { recursive: true, force: true });
  }
  for (const [file, written] of files) {
    const target = path.join(folder, file);
    mkdirSync(path.dirname(target), { recursive: true, mode: 0o700 });
    // A file that is mounted keeps its owner and mode, and the container's user is another: the folder guards it.
    writePrivate(target, written.text, written.for === "compose" ? 0o600 : 0o444);
  }
  const file = path.join(folder, composeFile);
  writePrivate(file, `${heading}${text}`, 0o600);
  return file;
}
