import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { PodLabels } from "../edges/link";

export interface DisruptionBudgetArgs {
  namespace: pulumi.Input<string>;
  podLabels: PodLabels;
}

/** Lets one of a set of pods be evicted at a time, of any number of them, so that a drain always gets on. */
export function disruptionBudget(
  name: string,
  { namespace, podLabels }: DisruptionBudgetArgs,
  opts: pulumi.CustomResourceOptions,
): void {
  new kubernetes.policy.v1.PodDisruptionBudget(
    name,
    {
      metadata: { namespace },
      spec: { maxUnavailable: 1, selector: { matchLabels: podLabels } },
    },
    opts,
  );
}
