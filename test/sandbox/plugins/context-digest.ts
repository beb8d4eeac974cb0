import { createHash } from "node:crypto";
import type { Stats } from "node:fs";
import { readFile, realpath } from "node:fs/promises";
import { isAbsolute, join, relative } from "node:path";
import { contextEntries } from "../../../components/images/build-context";

/**
 * A hash of the names, modes and contents of all that a build sees, Dockerfile included; of a link,
 * where it leads. The same value as the official provider computes, so that a stack can go from one
 * to the other without a rebuild.
 * Throws if the Dockerfile is missing or a link leads nowhere.
 */
export async function contextDigest(context: string, dockerfile: string): Promise<string> {
  const digest = createHash("sha256");
  const add = (name: string, mode: string, content: Buffer | string): void => {
    digest.update(name + mode);
    digest.update(createHash("sha256").update(content).digest());
    digest.update("\0");
  };
  // Under one name whatever its own is: the builder cares for its content only.
  add("Dockerfile", "----------", await readFile(dockerfile));
  for (const { path, stats } of contextEntries(context, dockerfile)) {
    if (stats.isDirectory()) continue;
    const file = join(context, path);
    if (stats.isSymbolicLink()) add(path, modeString(stats), await linkTarget(context, file));
    else add(path, modeString(stats), stats.isFile() ? await readFile(file) : "");
  }
  return digest.digest("hex");
}

/** Relative if the context is, so that two checkouts of one project agree. */
async function linkTarget(context: string, link: string): Promise<string> {
  const target = await realpath(link).catch((error: Error) => {
    throw new Error(`cannot follow the symbolic link ${link}: ${error.message}`);
  });
  return isAbsolute(context) ? target : join(context, relative(await realpath(context), target));
}

/** A mode as Go prints it: `-rwxr-xr-x`, with `L` for a link. */
function modeString(stats: Stats): string {
  const flags = [
    stats.isSymbolicLink() ? "L" : "",
    stats.isBlockDevice() ? "D" : "",
    stats.isFIFO() ? "p" : "",
    stats.mode & 0o4000 ? "u" : "",
    stats.mode & 0o2000 ? "g" : "",
    stats.isCharacterDevice() ? "Dc" : "",
    stats.mode & 0o1000 ? "t" : "",
  ].join("");
  const bits = [..."rwxrwxrwx"].map((letter, i) => (stats.mode & (0o400 >> i) ? letter : "-"));
  return `${flags === "" ? "-" : flags}${bits.join("")}`;
}
