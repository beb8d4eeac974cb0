import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { Quantity } from "../kubernetes/quantity";
import { refuse } from "../program/refusal";

/** What a volume is made with. */
export interface Volume {
  /** Its size, as a Kubernetes quantity. */
  storage: string;
  /** "": the cluster's default */
  storageClass: string;
  /** @default "ReadWriteOnce" */
  accessMode?: string;
}

/**
 * The size of a claim, once it is known that its volume can have it: a larger one grows it in place.
 *
 * Ends the program when a volume would have to be made anew: at another class or access mode, at a size below the one
 * that it was made with, or at a larger one where the class lets none grow. (Where the class is the cluster's default,
 * whose name only the cluster knows, the API server refuses the last.)
 */
export function claimSize(
  name: string,
  volume: Volume,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const { storage, storageClass } = volume;
  const made = new pulumi.Stash(`${name}-volume`, { input: volume }, { parent: opts.parent })
    .output as pulumi.Output<Volume>;
  // A class that does not say is one that lets none grow; in a preview that is not known from one that says nothing
  // yet, so that it is looked at only where it matters.
  const grows =
    storageClass === ""
      ? pulumi.output(true)
      : kubernetes.storage.v1.StorageClass.get(`${name}-class`, storageClass, {
          parent: opts.parent,
        }).allowVolumeExpansion.apply((allowed) => allowed ?? false);
  return made.apply((first) => {
    const never = obstacle(first, volume);
    if (never !== undefined) return pulumi.output(refuse(`${name}: ${never}`));
    if (!isSmaller(first.storage, storage)) return pulumi.output(storage);
    return grows.apply(async (grows) =>
      grows ? storage : refuse(`${name}: ${cannotGrow(first, storage)}`),
    );
  });
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
  if (wanted.accessMode !== made.accessMode) {
    return (
      `accessMode is "${wanted.accessMode}", but its volume was made with "${made.accessMode}", which it keeps for ` +
      `good. The volume is as it was. What is to be shared needs a volume of its own beside this one.`
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
