import {
  cpu,
  flag,
  group,
  line,
  named,
  nodePort,
  oneOf,
  text,
  whole,
  type Schema,
  type Static,
} from "./fields";
import { partNodesSchema } from "./node-schema";

/** What a name of one's own may be, in Kubernetes as in an environment. */
const variable = "^[A-Za-z_][A-Za-z0-9_]*$";

/** What a service and a store both have. */
const resources = {
  cpu: cpu({ description: "CPU that each pod requests", preset: "the part's" }),
  memory: text("memory", { description: "Memory that each pod requests", preset: "the part's" }),
  memoryLimit: text("memory", {
    description: "Memory that each pod may take; a store sizes its caches by it",
    preset: "the part's, and never less than `memory`",
  }),
  nodes: partNodesSchema,
};

export const serviceSchema = group("Settings of one service", {
  replicas: whole(1, 100, {
    description: "Pods; the fewest where there is an autoscaler",
    preset: "2",
  }),
  maxReplicas: whole(0, 100, {
    description: "Pods at most: above `replicas`, an autoscaler chooses by their CPU",
    preset: "0: no autoscaler",
  }),
  ...resources,
  nodePort: nodePort({
    description: "A port of every node that leads to the service from anywhere; 0 for none",
    preset: "0",
  }),
  env: named(variable, {
    description:
      "Environment variables; what `--secret` encrypts reaches the pods through a Secret alone",
    allowed: "an object of variables, such as {LOG_LEVEL: debug}",
    preset: "none",
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
});
export type ServiceSettings = Static<typeof serviceSchema>;

const volume = {
  storage: text("storage", { description: "Size of each pod's volume", preset: "1Gi" }),
  storageClass: text("objectName", {
    description: "The StorageClass of its volumes",
    preset: "`cluster.storageClass`",
  }),
};
const image = {
  image: text("image", {
    description: "Its image, at an exact version",
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
const store = { ...image, ...volume, ...resources };

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
  external: external(database),
});
export const rabbitMqSchema = group("Settings of one RabbitMQ", {
  ...store,
  replicas: oneOf([1, 3, 5], {
    description: "Brokers in the cluster; with three or more, any one may die",
    preset: "1",
  }),
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
  stores: {
    MySql: mySqlSchema,
    Redis: redisSchema,
    MongoDb: mongoDbSchema,
    RabbitMq: rabbitMqSchema,
  },
};
