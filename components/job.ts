import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { jobSchema, type JobSettings, type WorkloadSettings } from "./config/service-schemas";
import { jobSpec } from "./kubernetes/job-spec";
import { labelled } from "./kubernetes/labels";
import { workload, type WorkloadArgs } from "./services/workload";

const component = { "app.kubernetes.io/component": "job" };

/** What the settings can say of a job, the program says first: its own values are the defaults. */
export interface JobArgs extends WorkloadArgs, Omit<JobSettings, keyof WorkloadSettings> {}

/**
 * What runs to its end once, in the first `pulumi up` and in each that changes what it runs: its image, its command,
 * its variables, an account or a file. Where it fails, so does that `up`, and the next one runs it anew.
 */
export class Job extends pulumi.ComponentResource {
  /** What is there once it has ended well, for the `after` of others. */
  readonly done: kubernetes.batch.v1.Job;

  /** @throws Error when a link stands twice in `uses`, or two sources set one variable. */
  constructor(name: string, args: JobArgs, opts?: pulumi.ComponentResourceOptions) {
    const { app, uses = [] } = args;
    super(
      "slipway:index:Job",
      name,
      { uses: uses.map((link) => link.name) },
      { parent: app, transformations: [labelled(component)], ...opts },
    );
    const podLabels = { "app.kubernetes.io/name": name };
    const configured = app.settings.part("jobs", name, jobSchema);
    const { activeDeadlineSeconds = 600, backoffLimit } = { ...args, ...configured };
    const consumer = { name, podLabels, deployment: () => this.done, migrates: false };
    const { pod, ready, labels } = workload(
      args,
      { consumer, component, place: `jobs.${name}`, configured, container: { name: "job" } },
      { parent: this },
    );
    const { namespace } = app;
    namespace.declare(name, { pods: { count: 1, ...pod.resources } });
    this.done = new kubernetes.batch.v1.Job(
      name,
      {
        metadata: {
          namespace: namespace.name,
          labels,
          // One that failed for good is made anew by the next `up`, which would otherwise go on waiting for it.
          annotations: { "pulumi.com/replaceUnready": "true" },
        },
        spec: jobSpec({
          labels,
          pod: { ...pod, defaults: namespace.podDefaults },
          activeDeadlineSeconds,
          backoffLimit,
        }),
      },
      {
        parent: this,
        dependsOn: [...namespace.ready, ...ready],
        // So that it is the job's own deadline that ends it, and says so.
        customTimeouts: { create: `${activeDeadlineSeconds + 60}s` },
      },
    );

    this.registerOutputs({});
  }
}
