import type { Settings } from "../config/settings";
import type { ServiceSettings } from "../config/service-schemas";
import type { TargetLoad } from "../kubernetes/autoscaler";
import type { Rollout } from "../kubernetes/deployment";

export interface Scale {
  replicas: number;
  /** 0: no autoscaler. */
  maxReplicas: number;
  load: TargetLoad;
  rollout: Rollout;
}

/**
 * How many pods a service has, and how they are replaced. One whose volume only one pod may mount is that one pod,
 * which ends before its successor comes.
 *
 * @param place Where the settings of the service stand, such as services.user.
 * @param single The name of that volume; undefined where there is none.
 */
export function scaleOf(
  stack: Settings,
  place: string,
  settings: Pick<ServiceSettings, "replicas" | "maxReplicas" | "targetCpu" | "targetMemory">,
  rollout: Rollout = {},
  single?: string,
): Scale {
  const { replicas = single === undefined ? 2 : 1, maxReplicas = 0 } = settings;
  const load = { cpu: settings.targetCpu, memory: settings.targetMemory };
  if (maxReplicas > 0 && maxReplicas < replicas) {
    const allowed = `at least replicas, which is ${replicas}, or 0 for no autoscaler`;
    stack.mistake(`${place}.maxReplicas`, `is ${maxReplicas}, but must be ${allowed}`);
  }
  if (single === undefined) return { replicas, maxReplicas, load, rollout };
  const why = `only one pod may mount its volume ${single}, which is ReadWriteOnce`;
  if (replicas > 1) {
    stack.mistake(`${place}.replicas`, `is ${replicas}, but must be 1, since ${why}`);
  } else if (maxReplicas > 1) {
    stack.mistake(`${place}.maxReplicas`, `is ${maxReplicas}, but must be 0 or 1, since ${why}`);
  }
  if (rollout.strategy === "RollingUpdate") {
    const allowed = `"Recreate" or nothing, since ${why}`;
    stack.mistake(
      `${place}`,
      `has the strategy "RollingUpdate" in the program, but must have ${allowed}`,
    );
  }
  return { replicas, maxReplicas, load, rollout: { ...rollout, strategy: "Recreate" } };
}
