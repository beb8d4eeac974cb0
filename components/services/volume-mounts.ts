import type { types } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

/** Who may mount a volume: the pods of one node, or those of any, to write or only to read. */
export type AccessMode = "ReadWriteOnce" | "ReadWriteMany" | "ReadOnlyMany";

/** A volume of the program's own. */
export interface OwnVolume {
  readonly name: string;
  readonly accessMode: AccessMode;
  /** Its claim's name. */
  readonly claim: pulumi.Output<string>;
  /** Notes who mounts it. @throws Error when it is another's already, and may be but one's. */
  mount(part: string): void;
}

/** A volume in a part's pods: one of the program's own, or a claim that is there, and how that may be mounted. */
export type VolumeMount = (
  | { volume: OwnVolume }
  | {
      claim: string;
      /** @default "ReadWriteOnce" */
      accessMode?: AccessMode;
    }
) & {
  /** Whether the pods may write to it. @default false */
  writable?: boolean;
};

/** Volumes of a pod, and where its container has them. */
export interface Mounts {
  volumes: types.input.core.v1.Volume[];
  volumeMounts: types.input.core.v1.VolumeMount[];
}

const folder = /^(\/(?!\.\.?(\/|$))[-\w.]+)+$/;

/**
 * The volumes of a part, by the folders that they are mounted at.
 *
 * @throws Error when a folder is no absolute path, or a volume is another part's and may be but one's.
 */
export function volumeMounts(part: string, mounts: Readonly<Record<string, VolumeMount>>): Mounts {
  const all = Object.entries(mounts).map(([mountPath, mount], index) => {
    if (!folder.test(mountPath)) {
      throw new pulumi.RunError(
        `${part}: a volume is mounted at "${mountPath}", but must be at an absolute path such as /var/lib/shop`,
      );
    }
    if ("volume" in mount) mount.volume.mount(part);
    const claimName = "volume" in mount ? mount.volume.claim : mount.claim;
    const readOnly = mount.writable !== true;
    const name = `volume-${index}`;
    return {
      volume: { name, persistentVolumeClaim: { claimName } },
      // What is false would differ from what the cluster gives back, on each update.
      mount: { name, mountPath, ...(readOnly ? { readOnly } : {}) },
    };
  });
  return {
    volumes: all.map(({ volume }) => volume),
    volumeMounts: all.map(({ mount }) => mount),
  };
}

/** The first of the volumes that the pods of one node alone may mount, by its name; undefined where there is none. */
export function singleVolume(mounts: Readonly<Record<string, VolumeMount>>): string | undefined {
  const single = Object.values(mounts).find((mount) =>
    "volume" in mount
      ? mount.volume.accessMode === "ReadWriteOnce"
      : (mount.accessMode ?? "ReadWriteOnce") === "ReadWriteOnce",
  );
  if (single === undefined) return undefined;
  return "volume" in single ? single.volume.name : single.claim;
}
