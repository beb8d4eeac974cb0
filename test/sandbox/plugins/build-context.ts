import dockerignore from "@balena/dockerignore";
import { lstat, readdir, readFile } from "node:fs/promises";
import type { Stats } from "node:fs";
import { join } from "node:path";

/** A file, directory or link of a build context. */
export interface ContextEntry {
  /** Relative to the context, with forward slashes. */
  path: string;
  stats: Stats;
}

/**
 * What a build sees of its context, in the order of a depth-first walk by name. What
 * `<Dockerfile>.dockerignore` lists is left out, or else what the context's `.dockerignore` lists.
 */
export async function contextEntries(context: string, dockerfile: string): Promise<ContextEntry[]> {
  const patterns = await ignorePatterns(context, dockerfile);
  const ignore = dockerignore({ ignorecase: false }).add(patterns);
  const hasExceptions = patterns.some((pattern) => pattern.trim().startsWith("!"));

  const walk = async (directory: string): Promise<ContextEntry[]> => {
    const names = await readdir(join(context, directory));
    const found: ContextEntry[] = [];
    for (const name of names.sort(byBytes)) {
      const path = directory === "" ? name : `${directory}/${name}`;
      const stats = await lstat(join(context, path));
      const ignored = ignore.ignores(path);
      // An exception may bring back a file of an ignored directory, and with it the directory.
      const inner = stats.isDirectory() && (!ignored || hasExceptions) ? await walk(path) : [];
      if (!ignored || inner.length > 0) found.push({ path, stats }, ...inner);
    }
    return found;
  };
  return walk("");
}

/** One pattern a line; none where there is no ignore file. */
async function ignorePatterns(context: string, dockerfile: string): Promise<string[]> {
  for (const path of [`${dockerfile}.dockerignore`, join(context, ".dockerignore")]) {
    const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return undefined;
      throw new Error(`cannot read the ignore file ${path}: ${error.message}`);
    });
    if (text !== undefined) return text.replace(/^\uFEFF/, "").split(/\r?\n/);
  }
  return [];
}

/** The order of Go's directory walk, on which the official provider's digest depends. */
function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
