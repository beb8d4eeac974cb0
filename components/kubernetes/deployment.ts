import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { PodLabels } from "../edges/link";
import { autoscaler, type TargetLoad } from "./autoscaler";
import { disruptionBudget } from "./disruption-budget";

import type { Namespace } from "./namespace";
import { pod, type PodArgs } from "./pod";
import { spread } from "./spread";

/** How pods are replaced. */
export interface Rollout {
  /**
   * Whether new pods come while old ones serve, or only once these have ended.
   * @default "RollingUpdate"; "Recreate" where only one pod may mount a volume
   */
  strategy?: "RollingUpdate" | "Recreate";
  /** Seconds that a pod is ready before the next one is replaced. @default 0 */
  minReadySeconds?: number;
  /** Pods that there may be too few; for a RollingUpdate. @default 0 */
  maxUnavailable?: number;
  /** Pods that there may be too many; for a RollingUpdate. @default 1 */
  maxSurge?: number;
}

export interface DeploymentArgs {
  namespace: Namespace;
  podLabels: PodLabels;
  /** What the pods and the Deployment are labelled with, these among them. @default `podLabels` */
  labels?: Readonly<Record<string, pulumi.Input<string>>>;
  /** Pods at all times; the fewest where there is an autoscaler. */
  replicas: number;
  /** Pods at most: above `replicas`, an autoscaler chooses. @default 0: always `replicas` */
  maxReplicas?: number;
  /** What the autoscaler aims at. */
  load?: TargetLoad;
  /** Seconds that a pod has to start. @default 60 */
  startSeconds?: number;
  pod: Omit<PodArgs, "defaults">;
  /** Seconds from the order to stop to the end, the container's preStop pause included. */
  graceSeconds: number;
  /** @default 0, 0 and 1: no pod goes before one has come */
  rollout?: Rollout;
  /** What `kubectl rollout history` says of this version. @default none */
  changeCause?: pulumi.Input<string>;
}

/**
 * Pods that are all alike: as many as configured or as their load asks for, kept up while they are rolled, while nodes
 * are drained and when a node or a zone is lost.
 */
export function deployment(
  name: string,
  args: DeploymentArgs,
  opts: pulumi.CustomResourceOptions,
): kubernetes.apps.v1.Deployment {
  const { startSeconds = 60 } = args;
  const { podLabels, labels = podLabels, replicas, maxReplicas = 0 } = args;
  const namespace = args.namespace.name;
  const parent = opts.parent;
  const { strategy, minReadySeconds = 0, maxUnavailable = 0, maxSurge = 1 } = args.rollout ?? {};
  const recreated = strategy === "Recreate";
  const scaled = maxReplicas > replicas;
  const most = scaled ? maxReplicas : replicas;
  // The pod that a new one has replaced still drains when the next one comes: what surges, does so twice.
  args.namespace.declare(name, {
    pods: {
      count: most + (recreated ? 0 : 2 * maxSurge),
      ...args.pod.resources,
    },
  });
  // Pods are rolled one after another: 20 s are hello's minReadySeconds and as much for a start, if none takes longer.
  const timeout = `${300 + (Math.max(60, startSeconds) - 40) * most}s`;
  const made = new kubernetes.apps.v1.Deployment(
    name,
    {
      metadata: {
        name,
        namespace,
        labels,
        annotations: {
          // What is configured wins over what `kubectl rollout undo` left: a conflict of field owners otherwise.
          "pulumi.com/patchForce": "true",
          ...(args.changeCause === undefined
            ? {}
            : { "kubernetes.io/change-cause": args.changeCause }),
        },
      },
      spec: {
        ...(scaled ? {} : { replicas }),
        selector: { matchLabels: podLabels },
        minReadySeconds,
        // By itself it is ten minutes, in which even a slow pod is to be ready.
        ...(startSeconds > 300 ? { progressDeadlineSeconds: startSeconds + 300 } : {}),
        strategy: recreated
          ? { type: "Recreate" }
          : { rollingUpdate: { maxUnavailable, maxSurge } },
        template: {
          metadata: { labels },
          spec: {
            ...pod({ ...args.pod, defaults: args.namespace.podDefaults }),
            terminationGracePeriodSeconds: args.graceSeconds,
            ...spread(podLabels, "pod-template-hash"),
          },
        },
      },
    },
    pulumi.mergeOptions(
      {
        dependsOn: args.namespace.ready,
        customTimeouts: { create: timeout, update: timeout },
        // The autoscaler's. Ignored as well as not set: given up, the field would fall back to 1 for a moment on the
        // day that a running stack gets its autoscaler.
        ignoreChanges: scaled ? ["spec.replicas"] : [],
      },
      opts,
    ),
  );
  if (scaled) {
    autoscaler(name, { namespace, replicas, maxReplicas, load: args.load ?? {} }, { parent });
  }
  if (most > 1) disruptionBudget(name, { namespace, podLabels }, { parent });
  return made;
}
