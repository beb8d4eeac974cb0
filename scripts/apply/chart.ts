import { stringify } from "yaml";
import { type Manifest, yaml } from "../manifests";
import { files } from "./files";
import type { Applied } from "./objects";

export interface ChartArgs {
  stack: string;
  /** The stack's own images, by their names. */
  images: Readonly<Record<string, string>>;
}

/**
 * Annotations by kinds. Helm is to leave the data where it is. Its order has the quota before the claims, of which that
 * would let in none until its controller has seen it: at first it comes last. An upgrade makes it anew before all else, or
 * the one that is there would keep out what is new.
 */
const annotations: Record<string, Record<string, string>> = {
  Namespace: { "helm.sh/resource-policy": "keep" },
  PersistentVolumeClaim: { "helm.sh/resource-policy": "keep" },
  ResourceQuota: {
    "helm.sh/hook": "post-install,pre-upgrade",
    "helm.sh/hook-delete-policy": "before-hook-creation",
  },
};

/** A chart of a stack, by its files' paths: its images and what its Secrets hold are values. */
export function chart(
  objects: readonly Applied[],
  { stack, images }: ChartArgs,
): Map<string, string> {
  const templates = files(objects, (applied) => template(applied, images));
  const secrets = objects
    .filter(({ object }) => object.kind === "Secret")
    .map(({ logicalName, object: { data = {} } }) => {
      const texts = Object.entries(data).map(([key, text]) => [
        key,
        Buffer.from(text, "base64").toString(),
      ]);
      return [logicalName, Object.fromEntries(texts)];
    });
  const values = {
    images,
    ...(secrets.length === 0 ? {} : { secrets: Object.fromEntries(secrets) }),
  };
  return new Map([
    ["Chart.yaml", stringify(description(stack))],
    ["values.yaml", stringify(values, { version: "1.1", lineWidth: 0 })],
    // What is packed is handed on.
    [".helmignore", "passwords\n"],
    ...[...templates].map(([file, text]) => [`templates/${file}`, text] as const),
  ]);
}

function description(stack: string) {
  return {
    apiVersion: "v2",
    name: `slipway-${stack}`,
    description: `The stack ${stack}, written by npm run render`,
    type: "application",
    version: "0.1.0",
  };
}

function template({ logicalName, object }: Applied, images: ChartArgs["images"]): string {
  const { data, ...rest } = annotated(object);
  const isSecret = object.kind === "Secret";
  const text = yaml([isSecret ? rest : { ...rest, ...(data === undefined ? {} : { data }) }]);
  // What a program has of braces is no template.
  const literal = text.replaceAll("{{", `{{ "{{" }}`);
  // A Job cannot be changed, and has a name for what it runs.
  const own = object.kind === "Job" ? [] : Object.entries(images);
  const named = own.reduce(
    (all, [name, image]) =>
      all.replaceAll(`image: ${image}\n`, `image: {{ index .Values.images "${name}" | quote }}\n`),
    literal,
  );
  if (!isSecret) return named;
  const values = Object.keys(data ?? {}).map(
    (key) => `  ${key}: {{ index .Values.secrets "${logicalName}" "${key}" | b64enc | quote }}\n`,
  );
  return `${named}data:\n${values.join("")}`;
}

function annotated(object: Applied["object"]): Manifest {
  const { metadata, ...rest } = object;
  const { annotations: own, ...others } = metadata as Manifest["metadata"] & {
    annotations?: Record<string, string>;
  };
  // It names an image, which a value may change.
  const { "kubernetes.io/change-cause": _, ...kept } = own ?? {};
  const all = { ...kept, ...annotations[object.kind] };
  const noted = Object.keys(all).length === 0 ? {} : { annotations: all };
  return { ...rest, metadata: { ...others, ...noted } };
}
