import type { Workload } from "./workloads";
import type { ComposeService } from "./service";

/** What runs once as root, with no right but to give something away. */
export type OwnershipService = Pick<
  ComposeService,
  "image" | "pull_policy" | "read_only" | "cap_drop" | "security_opt" | "restart" | "volumes"
> & {
  entrypoint: string[];
  user: "0:0";
  cap_add: ["CHOWN"];
  network_mode: "none";
};

/**
 * What gives the program's own volumes to the user of a workload that writes to them, as a cluster does by the group of
 * the pod: Docker makes a new one root's, unless the image has the folder, as the stores' images have theirs.
 *
 * @returns undefined where there is no such volume.
 */
export function ownership(
  { pod }: Workload,
  { image, build, pull_policy, volumes = [], user }: ComposeService,
): OwnershipService | undefined {
  const claims = (pod.volumes ?? []).flatMap(
    (volume) => volume.persistentVolumeClaim?.claimName ?? [],
  );
  const writable = volumes.filter(
    (volume) => !volume.endsWith(":ro") && claims.some((claim) => volume.startsWith(`${claim}:`)),
  );
  if (writable.length === 0 || user === undefined) return undefined;
  const builtHere = build !== undefined || pull_policy !== undefined;
  return {
    image,
    ...(builtHere ? { pull_policy: "never" } : {}),
    entrypoint: ["chown", user, ...writable.map((volume) => volume.slice(volume.indexOf(":") + 1))],
    user: "0:0",
    read_only: true,
    cap_drop: ["ALL"],
    cap_add: ["CHOWN"],
    security_opt: ["no-new-privileges"],
    restart: "no",
    network_mode: "none",
    volumes: writable,
  };
}
