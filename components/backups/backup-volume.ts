import type * as pulumi from "@pulumi/pulumi";
import type { App } from "../app";
import type { Mounts } from "../services/volume-mounts";
import { claimSize, type Volume } from "../stores/claim-size";
import { volumeClaim } from "../stores/volume-claims";

/** The volume of a store's backups, and where their pods have it; nothing where a bucket has them. */
export function backupVolume(
  store: string,
  app: App,
  volume: Volume | undefined,
  opts: pulumi.CustomResourceOptions,
): Mounts {
  if (volume === undefined) return { volumes: [], volumeMounts: [] };
  const { storage, storageClass } = volume;
  const name = `${store}-backups`;
  app.namespace.declare(name, { claims: { count: 1, storage } });
  const size = claimSize(name, volume, opts);
  const claimName = volumeClaim(
    name,
    {
      ...{ name, namespace: app.namespace.name, size, storageClass },
      labels: { "app.kubernetes.io/name": `${store}-backup` },
    },
    {
      ...opts,
      protect: app.settings.cluster.protect ?? false,
      dependsOn: app.namespace.ready,
    },
  ).metadata.name;
  return {
    volumes: [{ name: "backups", persistentVolumeClaim: { claimName } }],
    volumeMounts: [{ name: "backups", mountPath: "/backups" }],
  };
}
