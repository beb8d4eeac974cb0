import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

import type { Daemon } from "./daemon";
import { recipeHash } from "./recipe-hash";

/** What a daemon is started from, as a short hash: it changes when a newer clone has it otherwise. */
export function recipeOf({ command, env, files, network }: Daemon): string {
  return recipeHash([command, env, files, network]);
}

/** The recipe in the text of a pid file; undefined if whoever wrote it knew of none. */
export function parseRecipe(text: string): string | undefined {
  try {
    const { recipe } = JSON.parse(text) as Record<string, unknown>;
    return typeof recipe === "string" ? recipe : undefined;
  } catch {
    return undefined;
  }
}

/** Writes a daemon's configuration. Two daemons may share a file, and each sees it whole. */
export async function writeFiles({ name, files = {} }: Daemon): Promise<void> {
  for (const [file, text] of Object.entries(files)) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(`${file}.${name}`, text);
    await rename(`${file}.${name}`, file);
  }
}

/** Whether a running daemon was started from what the recipe says now. */
export async function isCurrent(daemon: Daemon, pidFile: string): Promise<boolean> {
  const text = await readFile(pidFile, "utf8").catch(() => "");
  return parseRecipe(text) === recipeOf(daemon);
}
