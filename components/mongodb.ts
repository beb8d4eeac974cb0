import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { type Consumer, type Grant, type Link, type PodLabels, withPrefix } from "./link";
import { StatefulServer } from "./stateful-server";
import type { StoreArgs } from "./store";

const port = 27017;
const uid = 999;
const user = "root";

export interface MongoDbArgs extends StoreArgs {
  image: string;
}

/** MongoDB: one server, with one account that each service that uses it gets, for a database named after the service. */
export class MongoDb extends pulumi.ComponentResource implements Link {
  readonly name: string;
  readonly port = port;
  readonly podLabels: PodLabels;
  private readonly password: pulumi.Output<string>;
  private readonly ready: pulumi.Resource[];

  constructor(name: string, args: MongoDbArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:index:MongoDb", name, {}, opts);
    this.name = name;
    this.password = new random.RandomPassword(
      `${name}-root`,
      { length: 32, special: false },
      { parent: this },
    ).result;

    const server = new StatefulServer(
      name,
      {
        ...args,
        ports: { mongodb: port },
        uid,
        command: [
          "docker-entrypoint.sh",
          "mongod",
          "--bind_ip_all",
          "--wiredTigerCacheSizeGB=0.25",
        ],
        env: { MONGO_INITDB_ROOT_USERNAME: user },
        secretEnv: { MONGO_INITDB_ROOT_PASSWORD: this.password },
        dataPath: "/data/db",
        scratchPaths: ["/tmp", "/data/configdb"],
        // While the image fills a new volume its server listens on the loopback alone.
        probe: { tcpSocket: { port: "mongodb" } },
        resources: { cpu: "30m", memory: "128Mi", memoryLimit: "512Mi" },
      },
      { parent: this },
    );
    this.podLabels = server.podLabels;
    this.ready = server.ready;

    this.registerOutputs({});
  }

  grant(consumer: Consumer): Grant {
    const address = `${this.name}:${port}/${consumer.name}?authSource=admin`;
    return {
      env: {},
      secretEnv: { MONGO_URL: pulumi.interpolate`mongodb://${user}:${this.password}@${address}` },
      ready: this.ready,
    };
  }

  /** This store for a service that uses another MongoDB too; see withPrefix. */
  as(prefix: string): Link {
    return withPrefix(this, prefix);
  }
}
