import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { PodLabels } from "../edges/link";
import { claimSize, type Volume } from "./claim-size";

export interface VolumeClaimsArgs extends Volume {
  namespace: pulumi.Input<string>;
  podLabels: PodLabels;
  /** How many pods there are, with a volume each. */
  replicas: number;
}

export interface VolumeClaimArgs extends Pick<Volume, "storageClass" | "accessMode"> {
  name: string;
  namespace: pulumi.Input<string>;
  labels: Readonly<Record<string, string>>;
  /** See claimSize. */
  size: pulumi.Output<string>;
}

/** The name that a StatefulSet's template gives to the volume of each pod. */
const template = "data";

/**
 * The claims of the volumes of a StatefulSet's pods, by the names that it looks for: they are there before it and
 * outlive it. See claimSize for what ends the program.
 */
export function volumeClaims(
  name: string,
  args: VolumeClaimsArgs,
  opts: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
  const { namespace, podLabels, replicas, storage, storageClass } = args;
  const size = claimSize(name, { storage, storageClass }, opts);
  return Array.from({ length: replicas }, (_, ordinal) =>
    volumeClaim(
      `${name}-${template}-${ordinal}`,
      { name: `${template}-${name}-${ordinal}`, namespace, labels: podLabels, size, storageClass },
      opts,
    ),
  );
}

/** One claim, whose volume most classes make only when a pod wants it: it is not waited for. */
export function volumeClaim(
  resource: string,
  args: VolumeClaimArgs,
  opts: pulumi.CustomResourceOptions,
): kubernetes.core.v1.PersistentVolumeClaim {
  const { name, namespace, labels, size, storageClass, accessMode } = args;
  return new kubernetes.core.v1.PersistentVolumeClaim(
    resource,
    {
      metadata: { name, namespace, labels, annotations: { "pulumi.com/skipAwait": "true" } },
      spec: claimSpec(size, storageClass, accessMode),
    },
    opts,
  );
}

/** The template in the StatefulSet. Its claims are there already, so that only its name tells anything. */
export function volumeClaimTemplate({ storage, storageClass }: Volume) {
  return { metadata: { name: template }, spec: claimSpec(storage, storageClass) };
}

function claimSpec(
  storage: pulumi.Input<string>,
  storageClass: string,
  accessMode = "ReadWriteOnce",
) {
  return {
    accessModes: [accessMode],
    resources: { requests: { storage } },
    ...(storageClass === "" ? {} : { storageClassName: storageClass }),
  };
}
