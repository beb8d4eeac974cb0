import { stringify } from "yaml";
import type { Registered } from "./registered";
import type { StandIns } from "./rehearse";

/** A Kubernetes object as it would be sent to the cluster, but for what is secret. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string };
  spec?: unknown;
  data?: Record<string, string>;
  stringData?: Record<string, string>;
}

/** What stands where only a deployment could tell: the same each time, and plainly nobody's. */
export const placeholders: StandIns = {
  objectName: (logicalName) => logicalName,
  password: () => "",
  imageDigest: () => "0".repeat(64),
};

/**
 * The Kubernetes objects among what a program registered, the namespace first, the rest by kind and name. Secrets are
 * blanked; what leaves its name to the cluster has its logical one.
 *
 * @throws Error when two objects of one kind then have the same name.
 */
export function manifests(resources: readonly Registered[]): Manifest[] {
  const objects = resources
    .filter(({ type }) => type.startsWith("kubernetes:"))
    .map(manifest)
    .map((object) => ({ object, key: sortKey(object) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  objects.forEach(({ key, object: { kind, metadata } }, index) => {
    if (objects[index + 1]?.key === key) {
      throw new Error(`There are two objects of the kind ${kind} named ${metadata.name}`);
    }
  });
  return objects.map(({ object }) => object);
}

/** The objects as one stream of YAML documents. */
export function yaml(objects: Manifest[]): string {
  const options = {
    // What Kubernetes reads is YAML 1.1, where `off` and `1:30` have to be in quotes to be texts.
    version: "1.1",
    aliasDuplicateObjects: false,
    lineWidth: 0,
  } as const;
  return objects.map((object) => stringify(object, options)).join("---\n");
}

function manifest({ name, inputs, blanked }: Registered): Manifest {
  const object = blanked as Omit<Manifest, "metadata"> & { metadata: object };
  const { data, stringData } = inputs as Manifest;
  return {
    ...object,
    metadata: { name, ...object.metadata },
    ...(object.kind === "Secret" && data !== undefined ? { data: blank(data, base64) } : {}),
    ...(object.kind === "Secret" && stringData !== undefined
      ? { stringData: blank(stringData, (text) => text) }
      : {}),
  };
}

function blank(values: Record<string, string>, encode: (text: string) => string) {
  return Object.fromEntries(
    // A pull secret that is no JSON would be refused.
    Object.keys(values).map((key) => [key, encode(key === ".dockerconfigjson" ? "{}" : "")]),
  );
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

function sortKey({ kind, apiVersion, metadata }: Manifest): string {
  const rank = kind === "Namespace" ? 0 : 1;
  return [rank, kind, apiVersion.split("/")[0], metadata.namespace, metadata.name].join(" ");
}
