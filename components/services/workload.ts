import * as pulumi from "@pulumi/pulumi";
import type { App } from "../app";
import type { WorkloadSettings } from "../config/service-schemas";
import { type Consumer, grantsOf, type Link } from "../edges/link";
import type { ImageArgs } from "../images/built-image";
import type { PodArgs } from "../kubernetes/pod";
import { resourcesOf } from "../kubernetes/resources";
import { configuredImage } from "./configured-image";
import { files } from "./files";
import { serviceEnvironment } from "./service-environment";
import { type VolumeMount, volumeMounts } from "./volume-mounts";

/** The user of an image's processes when it says no other. */
const defaultUid = 10001;
const defaultResources = { cpu: "50m", memory: "96Mi", memoryLimit: "256Mi" };

/**
 * What a service, a job and a schedule are alike in. What the settings can say of one, the program says first: its own
 * values are the defaults.
 */
export interface WorkloadArgs extends Omit<WorkloadSettings, "env" | "files" | "build" | "image"> {
  app: App;
  /**
   * How its image is built; or a ready-made one at an exact version, such as "adminer:5.4.1" or "name@sha256:…".
   * @default images/<name>, with the Dockerfile there
   */
  image?: ImageArgs | string;
  /** What is run in the image, where Kubernetes takes $(NAME) for a variable's value. @default the image's own entry point */
  command?: string[];
  /** What that is told. @default the image's own command */
  args?: string[];
  /** The stores and services that this one may talk to, and gets the addresses and accounts of. @default none */
  uses?: Link[];
  /** The jobs that must have ended well before it starts, such as one that fills a store. @default none */
  after?: { readonly done: pulumi.Resource }[];
  /** Environment variables of its own. What is secret reaches the pods through a Secret alone. @default none */
  env?: Record<string, pulumi.Input<string>>;
  /** Files by their absolute paths, read-only; of secrets the same holds as for `env`. @default none */
  files?: Record<string, pulumi.Input<string>>;
  /** Volumes by the folders that they are mounted at, read-only unless they are `writable`. @default none */
  volumes?: Record<string, VolumeMount>;
  /** Folders that must be writable, beside "/tmp", but need not survive a restart: the root is read-only. @default none */
  scratchPaths?: string[];
  /** The user that the container runs as. @default 10001 */
  uid?: number;
}

/** How one of the three differs from the others. */
export interface WorkloadKind {
  consumer: Omit<Consumer, "keep">;
  /** The label that tells which of the three it is. */
  component: Readonly<Record<string, string>>;
  /** Where the stack's settings of it stand, such as services.user, and what they say. */
  place: string;
  configured: WorkloadSettings;
  /** The port that it listens on. @default none */
  port?: number;
  /** The command that makes its tables before it starts, in accounts of its own. @default none */
  migrate?: string[] | undefined;
  container: PodArgs["container"];
}

export interface Workload {
  pod: Omit<PodArgs, "defaults">;
  /** What must be there before its pods. */
  ready: pulumi.Resource[];
  /** What the history of its rollouts says of it. */
  changeCause: pulumi.Output<string>;
  /** What its pods and what makes them are labelled with beside what they are selected by. */
  labels: Record<string, pulumi.Input<string>>;
}

/**
 * The pods of a service, a job or a schedule, and all that they stand on: their image, their accounts, their variables,
 * and their way out.
 *
 * @throws Error when a link stands twice in `uses`, or two sources set one variable.
 */
export function workload(
  args: WorkloadArgs,
  { consumer, component, place, configured, port, migrate, container }: WorkloadKind,
  opts: pulumi.CustomResourceOptions,
): Workload {
  const { app, uses = [], after = [], command, args: told } = args;
  const { name, podLabels } = consumer;
  const grants = grantsOf(consumer, uses, app.namespace.name, opts);
  // A service has its own, for the way in as well; who uses nobody has the namespace's default.
  if (port === undefined && uses.length > 0) app.network.policy(name, podLabels, uses, opts);
  const { env, secrets, migration } = serviceEnvironment(
    app,
    name,
    { place, grants, program: args.env ?? {}, configured: configured.env ?? {}, port },
    opts,
  );
  const ownFiles = files(
    app,
    name,
    { place, program: args.files ?? {}, configured: configured.files ?? {} },
    opts,
  );
  const ownVolumes = volumeMounts(name, args.volumes ?? {});
  const { image, changeCause, version } = configuredImage(
    app,
    name,
    place,
    args.image,
    configured,
    opts,
  );
  return {
    changeCause,
    labels: { ...app.labels, ...component, "app.kubernetes.io/version": version, ...podLabels },
    ready: [...grants.flatMap(({ ready }) => ready), ...after.map(({ done }) => done)],
    pod: {
      image: image.reference,
      pullPolicy: image.pullPolicy,
      uid: args.uid ?? defaultUid,
      env,
      secrets,
      nodes: configured.nodes ?? args.nodes,
      resources: resourcesOf(app.settings, place, defaultResources, args, configured),
      before: migrate && { name: "migrate", command: migrate, ...migration },
      scratchPaths: ["/tmp", ...(args.scratchPaths ?? [])],
      volumes: [...ownVolumes.volumes, ...ownFiles.volumes],
      container: {
        ...container,
        volumeMounts: [...ownVolumes.volumeMounts, ...ownFiles.volumeMounts],
        ...(command === undefined ? {} : { command }),
        ...(told === undefined ? {} : { args: told }),
      },
    },
  };
}
