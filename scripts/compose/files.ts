import { posix } from "node:path";
import type { Container, Volume } from "./objects";
import type { Values } from "./values";
import type { Workload } from "./workloads";

/** A file beside the Compose file. */
export interface WrittenFile {
  text: string;
  /**
   * Who may read it: him who runs Compose, or whoever a container runs as, to whom it is mounted. The folder that it is in
   * is his alone.
   */
  for: "compose" | "container";
}

/** Where the container finds a file of a Secret or a ConfigMap. */
interface MountedFile {
  source: string;
  target: string;
}

export interface Mounts {
  secrets: MountedFile[];
  configs: MountedFile[];
  /** Named volumes: `name:/folder`. */
  volumes: string[];
  /** Folders in memory. */
  tmpfs: string[];
}

/** What a container mounts; what its files hold is added to those of the stack. */
export function mounts(
  { pod, claims }: Workload,
  { volumeMounts = [], name }: Container,
  values: Values,
  files: Map<string, WrittenFile>,
): Mounts {
  const all: Mounts = { secrets: [], configs: [], volumes: [], tmpfs: [] };
  const { runAsUser, runAsGroup = runAsUser } = pod.securityContext ?? {};
  const owner =
    runAsUser === undefined ? "mode=1777" : `uid=${runAsUser},gid=${runAsGroup},mode=0755`;
  for (const { name: mounted, mountPath, subPath, readOnly } of volumeMounts) {
    const volume = (pod.volumes ?? []).find((each) => each.name === mounted);
    const claim = claims[mounted] ?? volume?.persistentVolumeClaim?.claimName;
    if (claim !== undefined) {
      all.volumes.push(`${claim}:${mountPath}${readOnly === true ? ":ro" : ""}`);
    } else if (volume?.emptyDir !== undefined) {
      // Docker's own default would not let a program run that unpacks itself there.
      all.tmpfs.push(`${mountPath}:exec,${owner}`);
    } else {
      const { kind, object, keys } = texts(volume, values, name, mounted);
      for (const { path, text } of keys.filter((each) => (subPath ?? each.path) === each.path)) {
        const source = `${object}.${path}`;
        files.set(`${kind}/${source}`, { text, for: "container" });
        const target = subPath === undefined ? posix.join(mountPath, path) : mountPath;
        all[kind].push({ source, target });
      }
    }
  }
  return all;
}

/** The files of a Secret or a ConfigMap, as a volume has them. */
function texts(volume: Volume | undefined, values: Values, container: string, mounted: string) {
  if (volume?.secret !== undefined) {
    const { secretName, items } = volume.secret;
    return {
      kind: "secrets",
      object: secretName,
      keys: chosen(values.secret(secretName), items),
    } as const;
  }
  if (volume?.configMap !== undefined) {
    const { name, items } = volume.configMap;
    return { kind: "configs", object: name, keys: chosen(values.configMap(name), items) } as const;
  }
  throw new Error(
    `${container} mounts ${mounted}, a volume of a kind that Compose has no word for`,
  );
}

function chosen(all: Readonly<Record<string, string>>, items?: { key: string; path: string }[]) {
  const wanted = items ?? Object.keys(all).map((key) => ({ key, path: key }));
  return wanted.map(({ key, path }) => ({ path, text: all[key] ?? "" }));
}
