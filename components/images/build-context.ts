import dockerignore from "@balena/dockerignore";
import { existsSync, lstatSync, readdirSync, readFileSync, type Stats } from "node:fs";
import { join, normalize } from "node:path";

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
export function contextEntries(context: string, dockerfile: string): ContextEntry[] {
  const patterns = ignorePatterns(context, dockerfile);
  const ignore = dockerignore({ ignorecase: false }).add(patterns);
  const reached = exceptionPrefixes(patterns);

  const walk = (directory: string): ContextEntry[] => {
    const names = readdirSync(join(context, directory));
    const found: ContextEntry[] = [];
    for (const name of names.sort(byBytes)) {
      const path = directory === "" ? name : `${directory}/${name}`;
      const stats = lstatSync(join(context, path));
      const ignored = ignore.ignores(path);
      // An exception may bring back a file of an ignored directory, and with it the directory.
      const open = !ignored || reached.some((prefix) => mayMeet(prefix, path));
      const inner = stats.isDirectory() && open ? walk(path) : [];
      if (!ignored || inner.length > 0) found.push({ path, stats }, ...inner);
    }
    return found;
  };
  return walk("");
}

/**
 * What each exception begins with, up to its first wildcard. Only there can it bring something back:
 * whoever looked everywhere would walk through every ignored node_modules at each preview.
 */
function exceptionPrefixes(patterns: string[]): { path: string; exact: boolean }[] {
  return patterns
    .map((pattern) => pattern.trim())
    .filter((pattern) => pattern.startsWith("!"))
    .map((pattern) => {
      const names = normalize(pattern.slice(1).trim())
        .split("/")
        .filter((name) => name !== "");
      const wild = names.findIndex((name) => /[*?[\\]/.test(name));
      return { path: `${names.slice(0, wild < 0 ? undefined : wild).join("/")}/`, exact: wild < 0 };
    });
}

/** Whether something below an ignored directory may begin so. */
function mayMeet(prefix: { path: string; exact: boolean }, directory: string): boolean {
  const below = `${directory}/`;
  return (
    prefix.path.startsWith(below) ||
    (!prefix.exact && (prefix.path === "/" || below.startsWith(prefix.path)))
  );
}

/** One pattern a line; none where there is no ignore file. */
function ignorePatterns(context: string, dockerfile: string): string[] {
  const candidates = [`${dockerfile}.dockerignore`, join(context, ".dockerignore")];
  const path = candidates.find((candidate) => existsSync(candidate));
  if (path === undefined) return [];
  return readFileSync(path, "utf8")
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/);
}

/** The order of Go's directory walk, on which the official provider's digest depends. */
function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
