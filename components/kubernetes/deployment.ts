import * as kubernetes from "@pulumi/kubernetes";
import type { types } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { PodLabels } from "../edges/link";
import { autoscaler } from "./autoscaler";
import { disruptionBudget } from "./disruption-budget";

import type { Namespace } from "./namespace";
import { pod, type PodArgs } from "./pod";
import { spread } from "./spread";

/** How pods are replaced, in seconds and numbers of pods. */
export interface Rollout {
  minReadySeconds: number;
  maxUnavailable: number;
  maxSurge: number;
}

export interface DeploymentArgs {
  namespace: Namespace;
  podLabels: PodLabels;
  /** Pods at all times; the fewest where there is an autoscaler. */
  replicas: number;
  /** Pods at most: above `replicas`, an autoscaler chooses. @default 0: always `replicas` */
  maxReplicas?: number;
  pod: Omit<PodArgs, "defaults">;
  /** What the container mounts besides its scratch folders. @default none */
  volumes?: types.input.core.v1.Volume[];
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
  const { podLabels: labels, replicas, maxReplicas = 0 } = args;
  const namespace = args.namespace.name;
  const parent = opts.parent;
  const rollout = args.rollout ?? { minReadySeconds: 0, maxUnavailable: 0, maxSurge: 1 };
  const scaled = maxReplicas > replicas;
  const most = scaled ? maxReplicas : replicas;
  // The pod that a new one has replaced still drains when the next one comes: what surges, does so twice.
  args.namespace.declare(name, {
    pods: {
      count: most + 2 * rollout.maxSurge,
      ...args.pod.resources,
    },
  });
  const { volumes, ...spec } = pod({ ...args.pod, defaults: args.namespace.podDefaults });
  // Pods are rolled one after another: 20 s are hello's minReadySeconds and as much for a start.
  const timeout = `${300 + 20 * most}s`;
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
        selector: { matchLabels: labels },
        minReadySeconds: rollout.minReadySeconds,
        strategy: {
          rollingUpdate: { maxUnavailable: rollout.maxUnavailable, maxSurge: rollout.maxSurge },
        },
        template: {
          metadata: { labels },
          spec: {
            ...spec,
            volumes: [...(args.volumes ?? []), ...volumes],
            terminationGracePeriodSeconds: args.graceSeconds,
            ...spread(labels, "pod-template-hash"),
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
    autoscaler(name, { namespace, replicas, maxReplicas }, { parent });
  }
  if (most > 1) disruptionBudget(name, { namespace, podLabels: labels }, { parent });
  return made;
}
