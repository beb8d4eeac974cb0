import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { PodLabels } from "../edges/link";
import { pod, type PodArgs } from "../kubernetes/pod";
import { script } from "./script";
import type { StatefulServer } from "./stateful-server";

export interface AccountJobArgs {
  /** The store's server, whose image has its client. */
  server: StatefulServer;
  podLabels: PodLabels;
  /** The port that the script connects to. */
  port: number;
  /** The store's script in stores/scripts, and what it is to do: see Accounts. */
  script: string;
  /** What it may take at most. @default "128Mi" */
  memoryLimit?: string;
  verb: "provision" | "sweep";
  /** What the script gets as its environment, beside the store's HOST and PORT. */
  env: Readonly<Record<string, pulumi.Input<string>>>;
  secretEnv: NonNullable<PodArgs["secretEnv"]>;
}

const least = { cpu: "10m", memory: "32Mi" };

/** A Job that runs a store's accounts script once, and anew whenever something that it is given is another. */
export function accountJob(
  name: string,
  args: AccountJobArgs,
  opts: pulumi.CustomResourceOptions,
): kubernetes.batch.v1.Job {
  const { host } = args.server;
  const { app, image, uid, nodes, pullPolicy = "IfNotPresent" } = args.server.args;
  const { generation = 1 } = app.settings.passwords;
  const resources = { ...least, memoryLimit: args.memoryLimit ?? "128Mi" };
  app.namespace.declare(name, { pods: { count: 1, ...resources } });
  return new kubernetes.batch.v1.Job(
    name,
    {
      metadata: {
        namespace: app.namespace.name,
        // One that failed for good, as while its store was away, is made anew by the next `up`, which would
        // otherwise go on waiting for it.
        annotations: { "pulumi.com/replaceUnready": "true" },
      },
      spec: {
        // A container that fails starts over in place, 10 s later and then less and less often.
        backoffLimit: 5,
        activeDeadlineSeconds: 300,
        template: {
          metadata: { labels: args.podLabels },
          spec: {
            ...pod({
              image,
              pullPolicy,
              defaults: app.namespace.podDefaults,
              nodes,
              uid,
              env: {
                VERB: args.verb,
                // Where nothing else is another, the administrator's password may be.
                GENERATION: String(generation),
                HOST: host,
                PORT: String(args.port),
                HOME: "/tmp",
                ...args.env,
              },
              secretEnv: args.secretEnv,
              resources,
              scratchPaths: ["/tmp"],
              container: { name: "accounts", command: script(args.script, args.verb) },
            }),
            restartPolicy: "OnFailure",
          },
        },
      },
    },
    pulumi.mergeOptions({ customTimeouts: { create: "6m" }, dependsOn: app.namespace.ready }, opts),
  );
}
