import type { StorageClass } from "../status/objects";
import type { Check, CheckContext } from "./check";
import { lastLine } from "./cluster";

/**
 * Makes a folder on the node that it runs on, which pods of other nodes find empty and root's alone:
 * https://github.com/kubernetes/minikube/issues/12165
 */
const singleNodeProvisioner = "k8s.io/minikube-hostpath";

/** Marks the class that counts where none is named. */
const defaultMark = "storageclass.kubernetes.io/is-default-class";

/** Whether there are the StorageClasses that the stack's volumes ask for, and whether they let volumes grow. */
export async function storage({ kubectl, program }: CheckContext): Promise<Check> {
  const asked = Promise.all([
    kubectl.attempt(["get", "storageclasses", "--output=json"]),
    kubectl.attempt(["get", "nodes", "--output=name"]),
  ]);
  const wanted = (await program).resources
    .filter(({ type }) => type === "kubernetes:core/v1:PersistentVolumeClaim")
    .map(({ inputs }) => (inputs as { spec: { storageClassName?: string } }).spec.storageClassName);
  if (wanted.length === 0)
    return { name: "storage", level: "skip", says: "the stack has no volumes" };
  const [{ status, stdout, stderr }, nodes] = await asked;
  if (status !== 0) {
    return {
      name: "storage",
      level: "skip",
      says: `StorageClasses cannot be listed: ${lastLine(stderr)}`,
    };
  }
  return storageCheck(
    wanted,
    (JSON.parse(stdout) as { items: StorageClass[] }).items,
    nodes.stdout.split("\n").filter((line) => line !== "").length,
  );
}

/**
 * @param wanted The class that each volume names; undefined for the cluster's default.
 * @param nodes How many nodes there are; 0 where they cannot be listed.
 */
export function storageCheck(
  wanted: readonly (string | undefined)[],
  classes: readonly StorageClass[],
  nodes: number,
): Check {
  const name = "storage";
  const known = classes.map(({ metadata }) => metadata.name).join(", ");
  const chosen = [...new Set(wanted)].map((one) => ({
    wanted: one,
    found: classes.find(({ metadata }) =>
      one === undefined ? metadata.annotations?.[defaultMark] === "true" : metadata.name === one,
    ),
  }));
  const missing = chosen.find(({ found }) => found === undefined);
  if (missing !== undefined) {
    const what =
      missing.wanted === undefined ? "default StorageClass" : `StorageClass ${missing.wanted}`;
    return {
      name,
      level: "fail",
      says: `the cluster has no ${what} (there is ${known === "" ? "none" : known})`,
      mend: "Set cluster.storageClass to one that exists, or make one the default.",
    };
  }
  const found = chosen.flatMap((one) => one.found ?? []);
  const single = found.find(({ provisioner }) => provisioner === singleNodeProvisioner);
  if (nodes > 1 && single !== undefined) {
    return {
      name,
      level: "fail",
      says: `volumes of ${single.metadata.name} are on one of the ${nodes} nodes, and pods of the others cannot write to theirs`,
      mend:
        `minikube addons enable volumesnapshots && minikube addons enable csi-hostpath-driver, and ` +
        `pulumi config set --path cluster.storageClass csi-hostpath-sc`,
    };
  }
  const fixed = found.filter(({ allowVolumeExpansion }) => allowVolumeExpansion !== true);
  const says = found
    .map(({ metadata, provisioner }) => `${metadata.name} (${provisioner})`)
    .join(", ");
  if (fixed.length === 0) return { name, level: "ok", says: `${says}; volumes can grow` };
  const names = fixed.map(({ metadata }) => metadata.name).join(", ");
  return {
    name,
    level: "ok",
    says: `${says}; volumes of ${names} cannot grow: choose their sizes for good`,
  };
}
