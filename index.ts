import { clusterProvider } from "./components/cluster";
import { readConfig } from "./components/config";
import { Gateway } from "./components/gateway";
import { Image } from "./components/image";
import { MySql } from "./components/mysql";
import { Namespace } from "./components/namespace";
import { Redis } from "./components/redis";
import { Service } from "./components/service";

const config = readConfig();
const { registry, storageClass } = config;
const nodeBase = { NODE_IMAGE: config.nodeImage, RUNTIME_IMAGE: config.debianImage };

const stack = new Namespace(
  config.namespace,
  {},
  { providers: [clusterProvider(config.kubeContext)] },
);
const namespace = stack.name;
const inStack = { parent: stack };

// users: register, log in, look up
const usersDatabase = new MySql(
  "mysql-for-user",
  {
    namespace,
    image: new Image("mysql-for-user", {
      registry,
      context: "images/mysql-for-user",
      args: { MYSQL_IMAGE: config.mysqlImage },
    }),
    database: "user",
    storage: config.mysqlStorage,
    storageClass,
  },
  inStack,
);
const sessions = new Redis(
  "redis-for-user",
  { namespace, image: config.redisImage, storage: config.redisStorage, storageClass },
  inStack,
);
const user = new Service(
  "user",
  {
    namespace,
    image: new Image("user-service", {
      registry,
      context: "images",
      dockerfile: "images/user-service/Dockerfile",
      args: nodeBase,
    }),
    port: 10086,
    replicas: config.userReplicas,
    uses: [usersDatabase, sessions],
    env: { LISTEN_URL: "0.0.0.0:10086", CORS_ORIGIN: `http://www.${config.domain}` },
  },
  inStack,
);

const gateway = new Gateway(
  "gateway",
  {
    namespace,
    ingressClass: config.ingressClass,
    ingressNamespace: config.ingressNamespace,
    routes: [
      {
        host: `api.${config.domain}`,
        paths: ["/register", "/login", "/logout", "/users"],
        service: user,
      },
    ],
  },
  inStack,
);

/** What the stack answers to, through the cluster's ingress controller. */
export const urls = gateway.urls;
