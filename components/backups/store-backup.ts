import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { environment } from "../edges/environment";
import { type Consumer, grantsOf, type Link } from "../edges/link";
import { versions } from "../images/versions";
import { cronJob } from "../kubernetes/cron-job";
import type { Accounts } from "../stores/accounts";
import { readScript, script } from "../stores/script";
import type { StatefulServer } from "../stores/stateful-server";
import { backupVolume } from "./backup-volume";

export interface StoreBackupArgs {
  server: StatefulServer;
  accounts: Pick<Accounts, "add">;
  /** The port that the store's tools connect to. */
  port: number;
  /**
   * A file of stores/scripts: its verb "dump" writes the data of the store on `$HOST` and `$PORT` to standard output, as
   * `$ACCOUNT` with `$PASSWORD`; "load" puts what it finds on standard input in their place, as the administrator with
   * `$ADMIN_PASSWORD`, and its accounts are set right after that; "whole" succeeds when what it finds there is a dump to
   * its end.
   */
  script: string;
  /** What the account's rights are limited to. @default the whole store */
  scope?: string;
  /** Further variables of the script. @default none */
  env?: Readonly<Record<string, string>>;
  /** What a backup, and a restore, may take at most. @default "512Mi" */
  memoryLimit?: string;
}

const least = { cpu: "10m", memory: "64Mi" };

/** A large store takes its time, and a night has some. In seconds. */
const deadline = 6 * 3600;

/**
 * The backups of one store: a CronJob `<store>-backup` of the store's own image, whose tools it needs, which restic is
 * copied beside. A restore is a Job of the same pod: see scripts/restore.ts. None where the settings want no backups.
 */
export function storeBackup(
  store: string,
  args: StoreBackupArgs,
  opts: pulumi.CustomResourceOptions,
): void {
  const { server, accounts, port, scope = "", memoryLimit = "512Mi" } = args;
  const { app, image, uid, nodes, pullPolicy = "IfNotPresent" } = server.args;
  const { backups, namespace } = app;
  if (backups === undefined) return;
  const name = `${store}-backup`;
  const podLabels = { "app.kubernetes.io/name": name };
  const consumer = { name, podLabels, deployment: () => made, migrates: false };
  const link: Link = {
    name: store,
    port,
    peer: server.peer,
    grant: (consumer: Consumer, opts) => {
      const { user, password, ready } = accounts.add(consumer, scope, opts, "backup");
      const env = { STORE: store, HOST: server.host, PORT: String(port), HOME: "/tmp" };
      const secretEnv = { ACCOUNT: user, PASSWORD: password };
      return { env: { ...env, ...args.env }, secretEnv, ready: [ready] };
    },
  };
  const uses = backups.bucket === undefined ? [link] : [link, backups.bucket];
  const grants = grantsOf(consumer, uses, namespace.name, opts);
  const repository = { ...backups.repository(store), from: "the settings of backups" };
  const { env, secretEnv } = environment(name, [...grants, repository]);
  app.network.policy(name, podLabels, uses, opts);
  const secret = new kubernetes.core.v1.Secret(
    `${name}-env`,
    { metadata: { namespace: namespace.name }, stringData: secretEnv },
    opts,
  ).metadata.name;
  const volume = backupVolume(store, app, backups.volume, opts);
  const resources = { ...least, memoryLimit };
  // One at its time, and one that somebody has asked for.
  namespace.declare(name, { pods: { count: 2, ...resources } });
  const labels = { ...app.labels, "app.kubernetes.io/component": "backup", ...podLabels };
  const made = cronJob(
    name,
    {
      namespace,
      labels,
      // A restore suspends it meanwhile.
      timing: {
        schedule: backups.cron,
        timeZone: backups.timeZone,
        concurrencyPolicy: "Forbid",
        suspend: false,
        // A cluster that was away at its time makes up for it.
        startingDeadlineSeconds: deadline,
      },
      activeDeadlineSeconds: deadline,
      backoffLimit: 2,
      // Its script waits for the network, and what failed it is read from its log.
      restartPolicy: "Never",
      ready: grants.flatMap(({ ready }) => ready),
      pod: {
        image,
        pullPolicy,
        nodes,
        uid,
        env,
        secrets: [secret],
        resources,
        scratchPaths: ["/tmp", "/restic"],
        volumes: volume.volumes,
        // Not every store's image knows the well-known authorities.
        before: {
          name: "restic",
          image: app.imageSource.thirdParty(versions.restic),
          command: ["cp", "/usr/bin/restic", "/etc/ssl/certs/ca-certificates.crt", "/restic"],
          env: {},
          secretEnv: {},
        },
        container: {
          name: "backup",
          command: script("backup.bash", readScript(args.script)),
          args: ["backup"],
          volumeMounts: volume.volumeMounts,
        },
      },
    },
    opts,
  );
}
