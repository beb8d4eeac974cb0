import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { PodLabels } from "../edges/link";
import { Quantity } from "../kubernetes/quantity";
import { refuse } from "../program/refusal";

/** What a volume is made with. */
export interface Volume {
  /** Its size, as a Kubernetes quantity. */
  storage: string;
  /** "": the cluster's default */
  storageClass: string;
}

export interface VolumeClaimsArgs extends Volume {
  namespace: pulumi.Input<string>;
  podLabels: PodLabels;
  /** How many pods there are, with a volume each. */
  replicas: number;
}

/** The name that a StatefulSet's template gives to the volume of each pod. */
const template = "data";

/**
 * The claims of the volumes of a StatefulSet's pods, by the names that it looks for: they are there before it and
 * outlive it. A larger size grows them in place.
 *
 * Ends the program when a volume would have to be made anew: at another class, at a size below the one that it was made
 * with, or at a larger one where the class lets none grow. (Where the class is the cluster's default, whose name only
 * the cluster knows, the API server refuses the last.)
 */
export function volumeClaims(
  name: string,
  args: VolumeClaimsArgs,
  opts: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
  const { namespace, podLabels, replicas, storage, storageClass } = args;
  const made = new pulumi.Stash(
    `${name}-volume`,
    { input: { storage, storageClass } },
    { parent: opts.parent },
  ).output as pulumi.Output<Volume>;
  // A class that does not say is one that lets none grow; in a preview that is not known from one that says nothing
  // yet, so that it is looked at only where it matters.
  const grows =
    storageClass === ""
      ? pulumi.output(true)
      : kubernetes.storage.v1.StorageClass.get(`${name}-class`, storageClass, {
          parent: opts.parent,
        }).allowVolumeExpansion.apply((allowed) => allowed ?? false);
  const size = made.apply((first) => {
    const never = obstacle(first, args);
    if (never !== undefined) return pulumi.output(refuse(`${name}: ${never}`));
    if (!isSmaller(first.storage, storage)) return pulumi.output(storage);
    return grows.apply(async (grows) =>
      grows ? storage : refuse(`${name}: ${cannotGrow(first, storage)}`),
    );
  });

  return Array.from({ length: replicas }, (_, ordinal) => {
    return new kubernetes.core.v1.PersistentVolumeClaim(
      `${name}-${template}-${ordinal}`,
      {
        metadata: {
          name: `${template}-${name}-${ordinal}`,
          namespace,
          labels: podLabels,
          // Most classes make the volume only when a pod wants it.
          annotations: { "pulumi.com/skipAwait": "true" },
        },
        spec: claimSpec(size, storageClass),
      },
      opts,
    );
  });
}

/** The template in the StatefulSet. Its claims are there already, so that only its name tells anything. */
export function volumeClaimTemplate({ storage, storageClass }: Volume) {
  return { metadata: { name: template }, spec: claimSpec(storage, storageClass) };
}

function claimSpec(storage: pulumi.Input<string>, storageClass: string) {
  return {
    accessModes: ["ReadWriteOnce"],
    resources: { requests: { storage } },
    ...(storageClass === "" ? {} : { storageClassName: storageClass }),
  };
}

function isSmaller(one: string, other: string): boolean {
  return Quantity.parse(one).isLessThan(Quantity.parse(other));
}

function cannotGrow(made: Volume, storage: string): string {
  return (
    `storage is "${storage}", but its volume was made with "${made.storage}", and the StorageClass ` +
    `"${made.storageClass}" lets none grow (allowVolumeExpansion): it must stay that. The volume is as it was.`
  );
}

/** Why a volume cannot become another in place, whatever its class allows; undefined where it can. */
function obstacle(made: Volume, wanted: Volume): string | undefined {
  if (wanted.storageClass !== made.storageClass) {
    return (
      `storageClass is "${wanted.storageClass}", but its volume was made with "${made.storageClass}", which it keeps ` +
      `for good. The volume is as it was. What is to move to another class needs a store of its own beside this one.`
    );
  }
  if (isSmaller(wanted.storage, made.storage)) {
    return (
      `storage is "${wanted.storage}", but its volume was made with "${made.storage}", and none can shrink: it must ` +
      `be at least that. The volume is as it was.`
    );
  }
  return undefined;
}
