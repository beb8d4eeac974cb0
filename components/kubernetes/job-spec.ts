import type { types } from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { pod, type PodArgs } from "./pod";

export interface JobSpecArgs {
  /** What its pods are labelled with. */
  labels: Readonly<Record<string, pulumi.Input<string>>>;
  pod: PodArgs;
  /** Seconds from the start of the first attempt to the end of the last. @default 600 */
  activeDeadlineSeconds?: number;
  /** Attempts after the first. @default 3 */
  backoffLimit?: number;
  /**
   * Whether a new attempt is made in the same pod, or in a new one beside the old one and its log: for a command that
   * waits by itself for the network. A network that lets a pod in a moment after it has started would refuse each new one
   * alike. @default "OnFailure": the same one
   */
  restartPolicy?: "OnFailure" | "Never";
}

/** What is to run to its end, by itself or again and again. What an attempt said last stands in its pod's status. */
export function jobSpec(args: JobSpecArgs): types.input.batch.v1.JobSpec {
  const {
    labels,
    activeDeadlineSeconds = 600,
    backoffLimit = 3,
    restartPolicy = "OnFailure",
  } = args;
  const container = { ...args.pod.container, terminationMessagePolicy: "FallbackToLogsOnError" };
  return {
    activeDeadlineSeconds,
    backoffLimit,
    template: {
      metadata: { labels },
      spec: { ...pod({ ...args.pod, container }), restartPolicy },
    },
  };
}
