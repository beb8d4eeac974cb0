import { addressRanges, group, text, whole } from "./fields";

export const backupsSchema = group("Backups of the stores that run in the cluster; none without", {
  cron: text("cron", { description: "When each store is backed up", preset: '"0 2 * * *"' }),
  timeZone: text("timeZone", { description: "The time zone that this is in", preset: "Etc/UTC" }),
  keepDays: whole(1, 3650, {
    description: "Days for which each backup is kept",
    preset: "30",
  }),
  keepLast: whole(1, 1000, {
    description: "Backups of each store that are kept however old they are",
    preset: "7",
  }),
  key: text("line", {
    description: "What the backups are encrypted with: another stack's, to restore what that has",
    preset: "a random one of the stack's own: keep it elsewhere, too",
    secret: true,
  }),
  storage: text("storage", {
    description: "Size of a volume for each store's backups, where there is no bucket",
    preset: "none",
  }),
  storageClass: text("objectName", {
    description: "The StorageClass of these volumes",
    preset: "`cluster.storageClass`",
  }),
  s3: group(
    "The bucket that holds the backups",
    {
      secretKey: text("line", {
        description: "The account's key itself",
        preset: "none: it must be said",
        secret: true,
      }),
      region: text("word", { description: "Its region", preset: "us-east-1" }),
      prefix: text("keyPrefix", {
        description: "What the names of its objects begin with: another stack's, to restore that",
        preset: "`cluster.namespace`",
      }),
      cidrs: addressRanges({
        description:
          "The ranges of addresses that the endpoint may have: a NetworkPolicy knows addresses and no names",
        preset:
          "the endpoint's own where that is an address; none are needed where `cluster.networkPolicies` is cilium",
      }),
      ca: text("authority", {
        description: "The certificate, in PEM, that the endpoint's is signed with",
        preset: "the well-known authorities",
      }),
    },
    {
      endpoint: text("endpoint", { description: "Where the service is that has it" }),
      bucket: text("bucket", { description: "Its name; it must be there" }),
      accessKey: text("word", { description: "The id of the account's key" }),
    },
  ),
});
