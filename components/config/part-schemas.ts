import { flag, group, oneOf, text, whole, type Schema, type Static } from "./fields";
import { outsideSchema } from "./outside-schema";
import { resourceFields } from "./resource-schema";
import { volumeSchema } from "./volume-schema";
import { jobSchema, scheduleSchema, serviceSchema } from "./service-schemas";

const volume = {
  storage: text("storage", { description: "Size of each pod's volume", preset: "1Gi" }),
  storageClass: text("objectName", {
    description: "The StorageClass of its volumes",
    preset: "`cluster.storageClass`",
  }),
};
const image = {
  image: text("image", {
    description:
      "Its image, at an exact version that can take over the volumes: of RabbitMQ 4.3 those of 4.2 alone, of a MongoDB " +
      "those of the version before, of MySQL 9 those of 8.4 or later, and never those of a later one",
    preset: "`components/images/versions.ts`",
  }),
};

const database = {
  database: text("database", {
    description: "Another database than the service's own, or RabbitMQ's virtual host",
    preset: "as in the cluster",
  }),
};
/** A server that others run: where it is, and the account there. */
function external<Optional extends Record<string, Schema>>(extra: Optional) {
  return group(
    "The server to use instead of one in the cluster",
    {
      ca: text("authority", {
        description: "The certificate, in PEM, that the server's is signed with",
        preset: "the well-known authorities",
      }),
      ...extra,
    },
    {
      host: text("host", { description: "Its DNS name; without TLS an IP address too" }),
      port: whole(1, 65_535, { description: "Its port" }),
      cidr: text("cidr", { description: "The range of addresses that the host may have" }),
      tls: flag({ description: "Whether connections are encrypted, its certificate verified" }),
      user: text("line", { description: "The account that every service signs in with" }),
      password: text("line", { description: "Its password", secret: true }),
    },
  );
}
const store = { ...image, ...volume, ...resourceFields };

const replicas = oneOf([1, 3, 5], {
  description: "Servers, of a MongoDB or a RabbitMQ; with three or more, any one may die",
  preset: "1",
});

export const mySqlSchema = group("Settings of one MySQL", {
  ...store,
  binaryLog: flag({
    description: "Whether MySQL keeps a binary log, a week of it, for recovery to a moment",
    preset: "false",
  }),
  external: external(database),
});
export const redisSchema = group("Settings of one Redis", { ...store, external: external({}) });
export const mongoDbSchema = group("Settings of one MongoDB", {
  ...store,
  replicas,
  external: external(database),
});
export const rabbitMqSchema = group("Settings of one RabbitMQ", {
  ...store,
  replicas,
  external: external(database),
});
export type MySqlSettings = Static<typeof mySqlSchema>;
export type RedisSettings = Static<typeof redisSchema>;
export type MongoDbSettings = Static<typeof mongoDbSchema>;
export type RabbitMqSettings = Static<typeof rabbitMqSchema>;
/** What every kind of store can be told. */
export type StoreSettings = RedisSettings;

/** The schemas of parts, by the name that their component registers. */
export const partSchemas = {
  services: { Service: serviceSchema },
  jobs: { Job: jobSchema, Schedule: scheduleSchema },
  stores: {
    MySql: mySqlSchema,
    Redis: redisSchema,
    MongoDb: mongoDbSchema,
    RabbitMq: rabbitMqSchema,
  },
  volumes: { Volume: volumeSchema },
  outside: { Outside: outsideSchema },
};
