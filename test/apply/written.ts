import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { parse } from "yaml";
import { type FolderOptions, stackFolder } from "../../scripts/apply/folder";
import type { Manifest } from "../../scripts/manifests";

/** The digest of every image. */
export const digest = `sha256:${"0a".repeat(32)}`;

const images = ["user-service", "mysql-for-user", "eventservice", "bookingservice"];
const digests = Object.fromEntries([...images, "frontend", "hello"].map((name) => [name, digest]));

export interface WrittenObject extends Manifest {
  metadata: Manifest["metadata"] & {
    annotations?: Record<string, string>;
    labels?: Record<string, string>;
  };
}

/** A folder for `kubectl apply`, as it was written. */
export interface Written {
  folder: string;
  /** Those that kubectl takes, in its order. */
  files: string[];
  objects: WrittenObject[];
  /** @throws Error when there is no such file. */
  object(file: string): WrittenObject;
  text(file: string): string;
  /** What the Secret in a file holds. */
  secret(file: string): Record<string, string>;
}

/** A new folder's name, where nothing is yet; gone with the tests. */
export function newFolder(): string {
  const above = fs.mkdtempSync(path.join(os.tmpdir(), "slipway-apply-"));
  after(() => fs.rmSync(above, { recursive: true, force: true }));
  return path.join(above, "apply");
}

/** @param changed Settings that are to differ from the stack's files, by full key. */
export async function written(
  stack: string,
  folder: string,
  options: FolderOptions,
  changed: Record<string, object> = {},
): Promise<Written> {
  const settings = { "slipway:images": { digests }, ...changed };
  const texts = Object.entries(settings).map(([key, value]) => [key, JSON.stringify(value)]);
  await stackFolder(stack, folder, Object.fromEntries(texts), options);
  const text = (file: string) => fs.readFileSync(path.join(folder, file), "utf8");
  const object = (file: string) => parse(text(file), { version: "1.1" }) as WrittenObject;
  const files = fs
    .readdirSync(folder)
    .filter((file) => file.endsWith(".yaml"))
    .sort();
  const secret = (file: string) =>
    Object.fromEntries(
      Object.entries(object(file).data ?? {}).map(([key, value]) => [
        key,
        Buffer.from(value, "base64").toString(),
      ]),
    );
  return { folder, files, objects: files.map(object), object, text, secret };
}

/** The names that objects refer to others by, as `Kind name`; but for what the cluster makes itself. */
export function references(objects: readonly WrittenObject[]): string[] {
  const found = new Set<string>();
  const look = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      const { name, secretName } = (inner ?? {}) as { name?: string; secretName?: string };
      if (["secretRef", "secretKeyRef"].includes(key)) found.add(`Secret ${name}`);
      if (key === "secret") found.add(`Secret ${secretName}`);
      if (key === "configMap") found.add(`ConfigMap ${name}`);
      if (key === "serviceAccountName") found.add(`ServiceAccount ${String(inner)}`);
      if (key === "imagePullSecrets") {
        for (const each of inner as { name: string }[]) found.add(`Secret ${each.name}`);
      }
      look(inner);
    }
  };
  for (const object of objects) look(object);
  return [...found].sort();
}

/** The objects that are there, as `Kind name`. */
export function present(objects: readonly WrittenObject[]): string[] {
  return objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
}
