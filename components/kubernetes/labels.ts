import type * as pulumi from "@pulumi/pulumi";

/**
 * Labels every Kubernetes object below a component, beside what it has of its own: see
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/. Selectors and pods are left alone.
 */
export function labelled(labels: Readonly<Record<string, string>>): pulumi.ResourceTransformation {
  return ({ type, props, opts }) => {
    // What has an id is only read.
    if (!type.startsWith("kubernetes:") || opts.id !== undefined) return undefined;
    const metadata = (props["metadata"] ?? {}) as { labels?: object };
    return {
      props: { ...props, metadata: { ...metadata, labels: { ...labels, ...metadata.labels } } },
      opts,
    };
  };
}

/** What a label can say of an image's version: its tag, or else twelve digits of its digest. */
export function versionLabel(reference: string): string {
  const [name = "", digest = ""] = reference.split("@sha256:");
  const [, tag] = /:([^/:]+)$/.exec(name) ?? [];
  return (tag ?? digest.slice(0, 12)).slice(0, 63).replace(/^[^a-z0-9]+|[^a-z0-9]+$/gi, "");
}
