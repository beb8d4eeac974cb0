import type * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import {
  scheduleSchema,
  type ScheduleSettings,
  type WorkloadSettings,
} from "./config/service-schemas";
import { assertValid } from "./config/validate";
import { cronJob } from "./kubernetes/cron-job";
import { labelled } from "./kubernetes/labels";
import { workload, type WorkloadArgs } from "./services/workload";

type Timing = Omit<ScheduleSettings, keyof WorkloadSettings>;

const component = { "app.kubernetes.io/component": "schedule" };

/** What the settings can say of a schedule, the program says first: its own values are the defaults. */
export interface ScheduleArgs extends WorkloadArgs, Timing {
  /** When it runs: minute, hour, day, month and weekday, such as "0 3 * * 1-5", or one such as "@hourly". */
  cron: string;
}

/** How many runs there may be at one time: one that is replaced is still ending when the next one comes. */
const runs = { Forbid: 1, Replace: 2, Allow: 3 };

/** A CronJob holds back eleven characters of a name for those of its Jobs. */
const longestName = 52;

/** What runs to its end again and again, at the times of a cron expression. */
export class Schedule extends pulumi.ComponentResource {
  private readonly cronJob: kubernetes.batch.v1.CronJob;

  /** @throws Error when its times or its name are not valid, or for its `uses` and variables as a Service does. */
  constructor(name: string, args: ScheduleArgs, opts?: pulumi.ComponentResourceOptions) {
    const { app, uses = [] } = args;
    super(
      "slipway:index:Schedule",
      name,
      { uses: uses.map((link) => link.name) },
      { parent: app, transformations: [labelled(component)], ...opts },
    );
    if (name.length > longestName) {
      throw new pulumi.RunError(
        `${name}: the name of a schedule must be at most ${longestName} characters, but has ${name.length}`,
      );
    }
    const podLabels = { "app.kubernetes.io/name": name };
    const configured = app.settings.part("jobs", name, scheduleSchema);
    const program = timing(name, args);
    const {
      cron,
      timeZone = "Etc/UTC",
      concurrencyPolicy = "Forbid",
      suspend = false,
      successfulJobsHistoryLimit = 3,
      failedJobsHistoryLimit = 3,
      startingDeadlineSeconds,
      activeDeadlineSeconds,
      backoffLimit,
    } = { ...program, ...configured };
    const consumer = { name, podLabels, deployment: () => this.cronJob, migrates: false };
    const { pod, ready, labels } = workload(
      args,
      { consumer, component, place: `jobs.${name}`, configured, container: { name: "job" } },
      { parent: this },
    );
    const { namespace } = app;
    namespace.declare(name, { pods: { count: runs[concurrencyPolicy], ...pod.resources } });
    this.cronJob = cronJob(
      name,
      {
        ...{ namespace, labels, pod, ready, activeDeadlineSeconds, backoffLimit },
        timing: {
          schedule: cron,
          timeZone,
          concurrencyPolicy,
          suspend,
          successfulJobsHistoryLimit,
          failedJobsHistoryLimit,
          ...(startingDeadlineSeconds === undefined ? {} : { startingDeadlineSeconds }),
        },
      },
      { parent: this },
    );

    this.registerOutputs({});
  }
}

/** What the program says of its times and its runs, as valid as the settings must be. */
function timing(name: string, args: ScheduleArgs): Timing & { cron: string } {
  const { cron, timeZone, concurrencyPolicy, suspend, backoffLimit } = args;
  const { startingDeadlineSeconds, activeDeadlineSeconds } = args;
  const { successfulJobsHistoryLimit, failedJobsHistoryLimit } = args;
  const history = { successfulJobsHistoryLimit, failedJobsHistoryLimit };
  const deadlines = { startingDeadlineSeconds, activeDeadlineSeconds };
  const all = {
    cron,
    timeZone,
    concurrencyPolicy,
    suspend,
    backoffLimit,
    ...deadlines,
    ...history,
  };
  assertValid(name, scheduleSchema, all);
  return all;
}
