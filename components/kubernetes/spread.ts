import type { types } from "@pulumi/kubernetes";
import type { PodLabels } from "../edges/link";

/**
 * Pods apart from each other, so that the loss of a node or of a zone takes as few of them as can be; where there is
 * but one node, they all share it.
 *
 * @param revision The label by which the controller tells its versions apart: a rollout's new pods need not keep away
 *   from where the old ones still are.
 */
export function spread(
  podLabels: PodLabels,
  revision: "pod-template-hash" | "controller-revision-hash",
): Pick<types.input.core.v1.PodSpec, "topologySpreadConstraints" | "affinity"> {
  const over = (topologyKey: string) => ({
    topologyKey,
    labelSelector: { matchLabels: podLabels },
    matchLabelKeys: [revision],
  });
  const node = over("kubernetes.io/hostname");
  const zone = over("topology.kubernetes.io/zone");
  return {
    topologySpreadConstraints: [node, zone].map((domain) => ({
      ...domain,
      maxSkew: 1,
      whenUnsatisfiable: "ScheduleAnyway",
    })),
    // For nodes once more, since this is the only way that kube-score knows.
    affinity: {
      podAntiAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm: node }],
      },
    },
  };
}
