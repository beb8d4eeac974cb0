import { Failure } from "../failure";
import type { Manifest } from "../manifests";
import type { Registered } from "../registered";
import type { Names } from "./names";

/** An object, with the name that the program knows it by. */
export interface Applied {
  logicalName: string;
  object: Manifest & { type?: string };
}

/** Pulumi starts a Job once what it needs serves. Here it waits for that itself, while images are still pulled. */
const additionalJobSeconds = 1200;

/** The objects of a program as kubectl is to have them, in the order of the program, without what is for Pulumi alone. */
export function appliedObjects(resources: readonly Registered[], names: Names): Applied[] {
  return kubernetesObjects(resources).map(({ name, inputs }) => {
    const { apiVersion, kind, metadata, ...rest } = forKubectl(inputs) as Omit<
      Applied["object"],
      "metadata"
    > & { metadata: { name?: string } };
    const spec = (rest.spec ?? {}) as Record<string, unknown>;
    if (kind === "Job" && typeof spec["activeDeadlineSeconds"] === "number") {
      spec["activeDeadlineSeconds"] += additionalJobSeconds;
    }
    const own = { name: names.of(kind, name), ...metadata };
    return {
      logicalName: metadata.name ?? name,
      object: { apiVersion, kind, metadata: own, ...encoded(rest) },
    };
  });
}

/** A Secret with all in its data: kubectl would leave what is no longer in stringData. */
function encoded<Rest extends Pick<Manifest, "data" | "stringData">>({
  stringData,
  ...rest
}: Rest): Omit<Rest, "stringData"> {
  if (stringData === undefined) return rest;
  const data = Object.entries(stringData).map(([key, text]) => [
    key,
    Buffer.from(text).toString("base64"),
  ]);
  return { ...rest, data: { ...rest.data, ...Object.fromEntries(data) } };
}

/** @throws Failure when something secret stands outside of Secrets, where it would be written. */
export function expectSecretsApart(resources: readonly Registered[]): void {
  for (const { type, name, leaves } of kubernetesObjects(resources)) {
    const secret = type.endsWith(":Secret") ? undefined : leaves.find((leaf) => leaf.secret);
    if (secret === undefined) continue;
    throw new Failure(
      `${name} has a secret at ${secret.path}, outside of any Secret: only --with-secrets can write that.`,
    );
  }
}

function kubernetesObjects(resources: readonly Registered[]): Registered[] {
  return resources.filter(({ type }) => type.startsWith("kubernetes:"));
}

/** A part of an object without the annotations that Pulumi reads, and the label that says who manages it. */
function forKubectl(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(forKubectl);
  if (typeof part !== "object" || part === null) return part;
  return Object.fromEntries(
    Object.entries(part).flatMap(([key, value]) => {
      const notes = key === "annotations" || key === "labels";
      if (!notes || typeof value !== "object") return [[key, forKubectl(value)]];
      const kept = Object.entries(value as Record<string, string>).filter(
        ([name, text]) =>
          !name.startsWith("pulumi.com/") &&
          !(name === "app.kubernetes.io/managed-by" && text === "pulumi"),
      );
      return kept.length === 0 ? [] : [[key, Object.fromEntries(kept)]];
    }),
  );
}
