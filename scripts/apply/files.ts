import { type Manifest, yaml } from "../manifests";
import type { Applied } from "./objects";
import { fileName } from "./order";

/**
 * What `kubectl apply` is to be given, by the names of the files.
 *
 * @param text What the file of an object holds. @default the object as YAML
 */
export function files(
  objects: readonly Applied[],
  text: (applied: Applied) => string = ({ object }) => yaml([object as Manifest]),
): Map<string, string> {
  const all = new Map<string, string>();
  for (const applied of objects) {
    const file = fileName(applied.object.kind, applied.logicalName);
    if (all.has(file)) throw new Error(`There are two objects for ${file}`);
    all.set(file, text(applied));
  }
  return all;
}
