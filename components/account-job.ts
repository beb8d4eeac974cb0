import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { PodLabels } from "./link";
import type { Namespace } from "./namespace";
import { pod } from "./pod";
import { script } from "./script";

export interface AccountJobArgs {
  namespace: Namespace;
  /** The store's own image, for its client. */
  image: pulumi.Input<string>;
  pullPolicy: "IfNotPresent" | "Never";
  uid: number;
  podLabels: PodLabels;
  /** The store's address. */
  host: string;
  port: number;
  /** The store's script in components/scripts, and what it is to do: see Accounts. */
  script: string;
  verb: "provision" | "sweep";
  /** Names of Secrets whose values the script gets as its environment. */
  secrets: pulumi.Input<string>[];
}

const resources = { cpu: "10m", memory: "32Mi", memoryLimit: "128Mi" };

/** A Job that runs a store's accounts script once, and anew whenever one of its Secrets is another. */
export function accountJob(
  name: string,
  args: AccountJobArgs,
  opts: pulumi.CustomResourceOptions,
): kubernetes.batch.v1.Job {
  const { namespace } = args;
  namespace.declare(name, { pods: { count: 1, ...resources } });
  return new kubernetes.batch.v1.Job(
    name,
    {
      metadata: {
        namespace: namespace.name,
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
              image: args.image,
              pullPolicy: args.pullPolicy,
              serviceAccount: namespace.serviceAccount,
              uid: args.uid,
              env: { HOST: args.host, PORT: String(args.port) },
              secrets: args.secrets,
              resources,
              scratchPaths: ["/tmp"],
              container: { name: "accounts", command: script(args.script, args.verb) },
            }),
            restartPolicy: "OnFailure",
          },
        },
      },
    },
    pulumi.mergeOptions({ customTimeouts: { create: "6m" }, dependsOn: namespace.ready }, opts),
  );
}
