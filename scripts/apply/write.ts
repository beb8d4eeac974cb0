import { existsSync } from "node:fs";
import * as path from "node:path";
import { refuseForeign } from "../foreign";
import { privateFolder, writePrivate } from "../private-files";

/**
 * Writes files for their owner alone, by their paths in a folder, in the place of what an earlier run has written.
 *
 * @param kept A file that may be there already, whether this writes it or not.
 * @throws Failure when the folder has something in it that this would leave there.
 */
export function write(folder: string, files: ReadonlyMap<string, string>, kept: string): void {
  const below = new Map<string, string[]>([["", [kept]]]);
  for (const file of files.keys()) {
    const { dir, base } = path.parse(file);
    below.set(dir, [...(below.get(dir) ?? []), base]);
    if (dir !== "") below.get("")?.push(dir);
  }
  for (const [dir, own] of below) refuseForeign(path.join(folder, dir), own);
  for (const dir of below.keys()) {
    if (!existsSync(path.join(folder, dir))) privateFolder(path.join(folder, dir));
  }
  for (const [file, text] of files) writePrivate(path.join(folder, file), text, 0o600);
}
