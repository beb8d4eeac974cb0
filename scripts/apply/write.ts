import { existsSync } from "node:fs";
import * as path from "node:path";
import { refuseForeign } from "../foreign";
import { privateFolder, writePrivate } from "../private-files";

/**
 * Writes the files of a stack, for their owner alone, in the place of what an earlier run has written.
 *
 * @param passwords What is there already is kept where there is no text.
 * @throws Failure when the folder has something in it that this would leave there.
 */
export function write(
  folder: string,
  files: ReadonlyMap<string, string>,
  passwords: { file: string; text: string | undefined },
): void {
  refuseForeign(folder, [...files.keys(), passwords.file]);
  if (!existsSync(folder)) privateFolder(folder);
  // Before anything is applied with them.
  const all = [
    ...(passwords.text === undefined ? [] : [[passwords.file, passwords.text] as const]),
    ...files,
  ];
  for (const [file, text] of all) writePrivate(path.join(folder, file), text, 0o600);
}
