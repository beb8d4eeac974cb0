import * as kubernetes from "@pulumi/kubernetes";
import type { types } from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { jobSpec, type JobSpecArgs } from "./job-spec";
import type { Namespace } from "./namespace";

type Timing = Omit<types.input.batch.v1.CronJobSpec, "jobTemplate">;

export interface CronJobArgs extends Omit<JobSpecArgs, "pod"> {
  namespace: Namespace;
  timing: Timing;
  pod: Omit<JobSpecArgs["pod"], "defaults">;
  /** What must be there before its pods. */
  ready: readonly pulumi.Resource[];
}

/**
 * A CronJob by its own name. What the program says of it wins over what somebody has suspended by hand, which would be a
 * conflict of field owners otherwise.
 */
export function cronJob(
  name: string,
  { namespace, timing, ready, pod, ...job }: CronJobArgs,
  opts: pulumi.CustomResourceOptions,
): kubernetes.batch.v1.CronJob {
  const { labels } = job;
  return new kubernetes.batch.v1.CronJob(
    name,
    {
      metadata: {
        name,
        namespace: namespace.name,
        labels,
        annotations: { "pulumi.com/patchForce": "true" },
      },
      spec: {
        ...timing,
        jobTemplate: {
          metadata: { labels },
          spec: jobSpec({ ...job, pod: { ...pod, defaults: namespace.podDefaults } }),
        },
      },
    },
    { ...opts, dependsOn: [...namespace.ready, ...ready] },
  );
}
