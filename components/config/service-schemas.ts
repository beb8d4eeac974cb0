import { flag, group, line, named, nodePort, oneOf, text, whole, type Static } from "./fields";
import { resourceFields } from "./resource-schema";

/** What a name of one's own may be, in Kubernetes as in an environment. */
const variable = "^[A-Za-z_][A-Za-z0-9_]*$";

/** An absolute path of a file. */
export const filePath = "^(/(?!\\.\\.?(/|$))[-A-Za-z0-9_.]+)+$";

/** What every part that runs an image of one's own can be told. */
const workload = {
  ...resourceFields,
  env: named(variable, {
    description:
      "Environment variables; what `--secret` encrypts reaches the pods through a Secret alone",
    allowed: "an object of variables, such as {LOG_LEVEL: debug}",
    preset: "none",
  }),
  files: named(filePath, {
    description:
      "Files by their paths, such as /etc/shop/shop.conf; what `--secret` encrypts reaches the pods through a Secret alone",
    allowed: "an object of absolute paths and texts, such as {/etc/shop/shop.conf: color=red}",
    preset: "the program's",
  }),
  image: text("image", {
    description: "A ready-made image in the place of the program's, at an exact version",
    preset: "the program's",
  }),
  build: named(
    variable,
    {
      description: "Build arguments of its image, of those that the program sets; never a secret",
      allowed: "an object of build arguments, such as {VERSION: 0.2}",
      preset: "the program's",
    },
    line,
  ),
};
const workloadSchema = group("Settings of whatever runs an image of one's own", workload);
export type WorkloadSettings = Static<typeof workloadSchema>;

export const serviceSchema = group("Settings of one service", {
  replicas: whole(1, 100, {
    description: "Pods; the fewest where there is an autoscaler",
    preset: "2",
  }),
  maxReplicas: whole(0, 100, {
    description: "Pods at most: above `replicas`, an autoscaler chooses by their load",
    preset: "0: no autoscaler",
  }),
  targetCpu: whole(1, 1000, {
    description: "The CPU that the autoscaler aims at, in percent of what pods request",
    preset: "70, or none with `targetMemory`",
  }),
  targetMemory: whole(1, 1000, {
    description: "The memory that it aims at, in percent of what pods request",
    preset: "none",
  }),
  nodePort: nodePort({
    description: "A port of every node that leads to the service from anywhere; 0 for none",
    preset: "0",
  }),
  ...workload,
});
export type ServiceSettings = Static<typeof serviceSchema>;

const job = {
  ...workload,
  activeDeadlineSeconds: whole(1, 86_400, {
    description: "How long a run may take, its retries included, before it has failed",
    preset: "600",
  }),
  backoffLimit: whole(0, 20, {
    description: "How often a run that fails is tried again before it has failed for good",
    preset: "3",
  }),
};
export const jobSchema = group("Settings of one job", job);
export type JobSettings = Static<typeof jobSchema>;

export const scheduleSchema = group("Settings of one schedule", {
  cron: text("cron", { description: "When it runs", preset: "the program's" }),
  timeZone: text("timeZone", { description: "The time zone that this is in", preset: "Etc/UTC" }),
  concurrencyPolicy: oneOf(["Forbid", "Replace", "Allow"], {
    description:
      "What becomes of a run while the last one is under way: it is left out, ends that one, or runs beside it (there " +
      "is room for three)",
    preset: "Forbid",
  }),
  startingDeadlineSeconds: whole(10, 604_800, {
    description: "How late a run may still start, where the cluster has missed its time",
    preset: "none: however late",
  }),
  successfulJobsHistoryLimit: whole(0, 100, {
    description: "Runs that ended well, and their logs, that are kept",
    preset: "3",
  }),
  failedJobsHistoryLimit: whole(0, 100, {
    description: "Runs that failed, and their logs, that are kept",
    preset: "3",
  }),
  suspend: flag({ description: "Whether it starts no more runs", preset: "false" }),
  ...job,
});
export type ScheduleSettings = Static<typeof scheduleSchema>;
