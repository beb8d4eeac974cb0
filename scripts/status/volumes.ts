import type { Kubectl } from "../kubectl";
import type { Pod } from "./objects";
import type { Filling } from "./reading";

/** How full the volumes of the running pods are, as their own `df` says, by claim; a pod that has none says nothing. */
export async function fillings(
  pods: readonly Pod[],
  kubectl: Kubectl,
): Promise<Record<string, Filling>> {
  const found = await Promise.all(
    pods.flatMap((pod) =>
      mountsOf(pod).map(async ({ claim, container, path }) => {
        const place = [`pod/${pod.metadata.name}`, `--container=${container}`];
        const { status, stdout } = await kubectl.attempt([
          ...["exec", ...place, "--request-timeout=5s"],
          ...["--", "df", "-P", "-k", path],
        ]);
        const filling = status === 0 ? parseDf(stdout) : undefined;
        return filling === undefined ? [] : [[claim, filling] as const];
      }),
    ),
  );
  return Object.fromEntries(found.flat());
}

function mountsOf({ spec, status }: Pod): { claim: string; container: string; path: string }[] {
  return (spec.volumes ?? []).flatMap(({ name, persistentVolumeClaim: claim }) => {
    if (claim === undefined) return [];
    return spec.containers.flatMap((container) => {
      const mount = container.volumeMounts?.find((one) => one.name === name);
      const runs = status.containerStatuses?.some(
        (one) => one.name === container.name && one.state.running !== undefined,
      );
      if (mount === undefined || runs !== true) return [];
      return [{ claim: claim.claimName, container: container.name, path: mount.mountPath }];
    });
  });
}

/** Reads the last line of `df -P -k`: what POSIX has it print. */
export function parseDf(text: string): Filling | undefined {
  const line = text.trim().split("\n").at(-1) ?? "";
  const [, size, , available] = /\s(\d+)\s+(\d+)\s+(-?\d+)\s+\d+%\s/.exec(line) ?? [];
  if (size === undefined || available === undefined) return undefined;
  return { size: Number(size) * 1024, available: Number(available) * 1024 };
}
