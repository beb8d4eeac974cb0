import type { Manifest } from "../manifests";
import type { Applied } from "./objects";
import type { PasswordMarks } from "./password-marks";

/** A Secret that somebody else is to make. */
export interface NeededSecret {
  name: string;
  /** Without an end that changes with its content. */
  logicalName: string;
  namespace: string | undefined;
  labels: Record<string, string> | undefined;
  /** @default "Opaque" */
  type: string | undefined;
  /** By its keys, what each is to hold, with names of passwords in their places. */
  values: Record<string, string>;
}

/** What somebody has to know to make a Secret. */
export function neededSecret({ logicalName, object }: Applied, marks: PasswordMarks): NeededSecret {
  const { type, data = {} } = object;
  const { name, namespace, labels } = object.metadata as Manifest["metadata"] & {
    labels?: Record<string, string>;
  };
  const values = Object.entries(data).map(([key, text]) => [
    key,
    // The login is in it twice, once in an encoding of its own.
    key === ".dockerconfigjson"
      ? "the registry's login, as kubectl create secret docker-registry makes it"
      : marks.named(Buffer.from(text, "base64").toString()),
  ]);
  return { name, logicalName, namespace, labels, type, values: Object.fromEntries(values) };
}

/** Where a store of the cluster has what a Secret is to hold: STACK/SECRET, by its keys. */
export function remoteKey(stack: string, { logicalName }: NeededSecret): string {
  return `${stack}/${logicalName}`;
}

/** What has the External Secrets Operator make a Secret. @param store The name of a ClusterSecretStore. */
export function externalSecret(stack: string, needed: NeededSecret, store: string): Manifest {
  const { name, namespace, labels, type, values } = needed;
  return {
    apiVersion: "external-secrets.io/v1",
    kind: "ExternalSecret",
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(labels === undefined ? {} : { labels }),
    },
    spec: {
      secretStoreRef: { kind: "ClusterSecretStore", name: store },
      target: { name, ...(type === undefined ? {} : { template: { type } }) },
      data: Object.keys(values).map((key) => ({
        secretKey: key,
        remoteRef: { key: remoteKey(stack, needed), property: key },
      })),
    },
  };
}
