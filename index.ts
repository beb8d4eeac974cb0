import { clusterProvider } from "./components/cluster";
import { ClusterGuard } from "./components/cluster-guard";
import { Collection } from "./components/collection";
import { readConfig } from "./components/config";
import { Gateway } from "./components/gateway";
import { Image } from "./components/image";
import { MongoDb } from "./components/mongodb";
import { MySql } from "./components/mysql";
import { Namespace } from "./components/namespace";
import { originOf } from "./components/origin";
import { pinnedImages } from "./components/pinned-images";
import { RabbitMq } from "./components/rabbitmq";
import { Redis } from "./components/redis";
import { Service } from "./components/service";

const config = readConfig();
const { storageClass, protectStores: protect, hosts } = config;
const entry = { exposure: config.exposure, nodePort: config.gatewayNodePort, tls: config.tls };
const site = originOf(entry, hosts.site);
const nodeBase = { NODE_IMAGE: config.nodeImage, RUNTIME_IMAGE: config.debianImage };

const onCluster = { providers: [clusterProvider(config.kubeContext)] };
const { uid: cluster } = new ClusterGuard("cluster", { context: config.kubeContext }, onCluster);
const images = { ...config.imageSource, cluster, made: new Collection<Image>() };
const namespace = new Namespace(
  config.namespace,
  { protect, cluster, login: images.login },
  onCluster,
);
const inStack = { parent: namespace };

// users: register, log in, look up
const usersDatabase = new MySql(
  "mysql-for-user",
  {
    namespace,
    image: {
      ...images,
      context: "images/mysql-for-user",
      args: { MYSQL_IMAGE: config.mysqlImage },
    },
    database: "user",
    storage: config.mysqlStorage,
    storageClass,
    protect,
    external: config.mysqlExternal,
  },
  inStack,
);
const sessions = new Redis(
  "redis-for-user",
  {
    namespace,
    image: config.redisImage,
    storage: config.redisStorage,
    storageClass,
    protect,
    external: config.redisExternal,
  },
  inStack,
);
const user = new Service(
  "user",
  {
    namespace,
    image: new Image("user-service", {
      ...images,
      context: "images",
      dockerfile: "images/user-service/Dockerfile",
      args: nodeBase,
    }),
    port: 10086,
    replicas: config.userReplicas,
    maxReplicas: config.userMaxReplicas,
    uses: [usersDatabase, sessions],
    env: { LISTEN_URL: "0.0.0.0:10086", CORS_ORIGIN: site },
  },
  inStack,
);

// MyEvents: events made in one service are booked in another, which learns of them from the broker
const mongodb = {
  namespace,
  image: config.mongodbImage,
  storage: config.mongodbStorage,
  storageClass,
  protect,
};
const eventsDatabase = new MongoDb(
  "events-db",
  { ...mongodb, external: config.eventsDbExternal },
  inStack,
);
const bookingsDatabase = new MongoDb(
  "bookings-db",
  { ...mongodb, external: config.bookingsDbExternal },
  inStack,
);
const broker = new RabbitMq(
  "amqp-broker",
  {
    namespace,
    image: config.rabbitmqImage,
    replicas: config.rabbitmqReplicas,
    storage: config.rabbitmqStorage,
    storageClass,
    protect,
    external: config.rabbitmqExternal,
  },
  inStack,
);
const myEventsEnv = { LISTEN_URL: "0.0.0.0:8181", CORS_ORIGIN: site };
const events = new Service(
  "eventservice",
  {
    namespace,
    image: new Image("eventservice", {
      ...images,
      context: "images",
      dockerfile: "images/eventservice/Dockerfile",
      args: nodeBase,
    }),
    port: 8181,
    replicas: config.eventReplicas,
    maxReplicas: config.eventMaxReplicas,
    uses: [eventsDatabase, broker],
    env: myEventsEnv,
  },
  inStack,
);
const bookings = new Service(
  "bookingservice",
  {
    namespace,
    image: new Image("bookingservice", {
      ...images,
      context: "images",
      dockerfile: "images/bookingservice/Dockerfile",
      args: nodeBase,
    }),
    port: 8181,
    replicas: config.bookingReplicas,
    maxReplicas: config.bookingMaxReplicas,
    uses: [bookingsDatabase, broker, user],
    env: myEventsEnv,
  },
  inStack,
);

// Pages: static files on an nginx that answers its probes on a port of their own
const page = {
  namespace,
  port: 8080,
  uid: 101,
  probes: { liveness: "/healthz", readiness: "/readyz", port: 8081 },
  resources: { cpu: "5m", memory: "16Mi", memoryLimit: "64Mi" },
};
const frontend = new Service(
  "frontend",
  {
    ...page,
    image: new Image("frontend", {
      ...images,
      context: "images/frontend",
      args: { NODE_IMAGE: config.nodeImage, NGINX_IMAGE: config.nginxImage },
    }),
    replicas: config.frontendReplicas,
    maxReplicas: config.frontendMaxReplicas,
    env: { API_URL: originOf(entry, hosts.api) },
  },
  inStack,
);
const hello = new Service(
  "hello",
  {
    ...page,
    image: new Image("hello", {
      ...images,
      context: "images/hello",
      args: {
        NGINX_IMAGE: config.nginxImage,
        MESSAGE: config.helloMessage,
        VERSION: config.helloVersion,
      },
    }),
    replicas: config.helloReplicas,
    maxReplicas: config.helloMaxReplicas,
    nodePort: config.helloNodePort,
    rollout: { minReadySeconds: 10, maxUnavailable: 1, maxSurge: 1 },
    changeCause: `${config.helloVersion}: ${config.helloMessage}`,
  },
  inStack,
);

const gateway = new Gateway(
  "gateway",
  {
    namespace,
    ...entry,
    proxyImage: config.nginxImage,
    ingressClass: config.ingressClass,
    ingressController: config.ingressController,
    ingressNamespace: config.ingressNamespace,
    ingressAnnotations: config.ingressAnnotations,
    routes: [
      { host: hosts.api, paths: ["/register", "/login", "/logout", "/users"], service: user },
      { host: hosts.api, paths: ["/events"], service: events },
      { host: hosts.api, paths: ["/bookings"], service: bookings },
      { host: hosts.site, paths: ["/"], service: frontend },
      { host: hosts.hello, paths: ["/"], service: hello },
    ],
  },
  inStack,
);

/** What the stack answers to. */
export const urls = gateway.urls;

/** Every image as it is deployed, by name: what another stack's imageDigests can be set to. */
const pinned = pinnedImages(images.made);
export { pinned as images };
