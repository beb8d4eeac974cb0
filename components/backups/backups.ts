import * as pulumi from "@pulumi/pulumi";
import { setSecret } from "../config/secrets";
import type { Settings } from "../config/settings";
import type { Grant, Link } from "../edges/link";
import { outsidePeer } from "../edges/outside-peer";
import { randomPassword } from "../stores/random-password";

/** What the settings say of a bucket. */
type Bucket = NonNullable<Settings["backups"]["s3"]>;

/** Where the stores' backups go, and when, how long they stay, and what encrypts them: the same for all stores. */
export class Backups {
  readonly cron: string;
  readonly timeZone: string;
  /** The volume for each store's backups; undefined where a bucket has them. */
  readonly volume: { storage: string; storageClass: string } | undefined;
  /** The bucket, as the way out of a backup's pod; undefined where volumes have them. */
  readonly bucket: Link | undefined;
  private readonly key: pulumi.Output<string>;

  /** @param namespace What the bucket's objects begin with, unless the settings say otherwise. */
  constructor(
    private readonly settings: Settings,
    private readonly namespace: string,
    opts: pulumi.CustomResourceOptions,
  ) {
    const { cluster, backups } = settings;
    const { s3, storage, key } = backups;
    this.cron = backups.cron ?? "0 2 * * *";
    this.timeZone = backups.timeZone ?? "Etc/UTC";
    const storageClass = backups.storageClass ?? cluster.storageClass ?? "";
    this.volume = s3 === undefined ? { storage: storage ?? "1Gi", storageClass } : undefined;
    this.bucket = s3 === undefined ? undefined : bucketLink(settings, s3);
    if (s3 === undefined && storage === undefined) {
      settings.mistake(
        "backups",
        "has neither s3 nor storage, but must have one: a bucket, or the size of a volume for each store's backups",
      );
    }
    for (const [field, value] of Object.entries({ storage, storageClass: backups.storageClass })) {
      if (s3 === undefined || value === undefined) continue;
      settings.mistake(
        `backups.${field}`,
        `is "${value}", but must not be set: the bucket in backups.s3 holds the backups`,
      );
    }
    if (s3 !== undefined && s3.secretKey === undefined) {
      const set = setSecret("backups.s3.secretKey");
      settings.mistake("backups.s3.secretKey", `is missing, but backups.s3 is set: ${set}`);
    }
    // Without it no backup can be read: it is as precious as they are, and no rotation changes it.
    const protect = cluster.protect ?? false;
    this.key =
      key === undefined
        ? randomPassword("backups-key", pulumi.output(1), { ...opts, protect })
        : pulumi.secret(key);
  }

  /** The variables by which restic finds the backups of a store, and reads and writes them. */
  repository(store: string): Pick<Grant, "env" | "secretEnv"> {
    const { s3, keepDays = 30, keepLast = 7 } = this.settings.backups;
    const keep = { KEEP_DAYS: String(keepDays), KEEP_LAST: String(keepLast) };
    const secretEnv = { RESTIC_PASSWORD: this.key };
    if (s3 === undefined) return { env: { ...keep, RESTIC_REPOSITORY: "/backups" }, secretEnv };
    const { endpoint, bucket, prefix = this.namespace, region = "us-east-1", ca } = s3;
    return {
      env: {
        ...keep,
        RESTIC_REPOSITORY: `s3:${endpoint}/${bucket}/${prefix}/${store}`,
        AWS_DEFAULT_REGION: region,
        AWS_ACCESS_KEY_ID: s3.accessKey,
        ...(ca === undefined ? {} : { AUTHORITY: ca }),
      },
      secretEnv: { ...secretEnv, AWS_SECRET_ACCESS_KEY: pulumi.secret(s3.secretKey ?? "") },
    };
  }
}

function bucketLink(settings: Settings, { endpoint, cidrs }: Bucket): Link {
  // What is not valid was left out, and is told with all other mistakes.
  const url = new URL(endpoint ?? "https://missing");
  const port = url.port === "" ? ({ "http:": 80 }[url.protocol] ?? 443) : Number(url.port);
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const peer =
    endpoint === undefined ? { cidrs: [] } : outsidePeer(settings, "backups.s3.cidrs", host, cidrs);
  return {
    name: "backups",
    port,
    peer,
    grant: () => ({ env: {}, secretEnv: {}, ready: [] }),
  };
}
