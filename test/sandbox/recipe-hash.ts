import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * A short hash of what a cached thing is made from, so that a changed recipe makes it anew.
 * @param recipe anything that JSON can say.
 * @param folder whose files belong to the recipe as well.
 */
export function recipeHash(recipe: unknown, folder?: string): string {
  const hash = createHash("sha256").update(JSON.stringify(recipe) ?? "");
  for (const file of folder === undefined ? [] : filesIn(folder)) {
    hash.update(`\0${file}\0`).update(readFileSync(join(folder ?? "", file)));
  }
  return hash.digest("hex").slice(0, 12);
}

/** The paths of all files in a folder, sorted, so that the order of the disk does not matter. */
function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}
