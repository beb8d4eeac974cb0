import * as pulumi from "@pulumi/pulumi";
import { type Consumer, type Grant, type Link, type Peer, withPrefix } from "./link";
import { script } from "./script";
import { randomPassword } from "./random-password";
import { StatefulServer } from "./stateful-server";
import type { StoreArgs } from "./store";
import { externalStore, type StoreAccess, tlsVariables, urlHost, userInfo } from "./store-access";

const port = 27017;
const uid = 999;
const dataPath = "/data/db";
const server = ["docker-entrypoint.sh", "mongod", "--bind_ip_all", "--wiredTigerCacheSizeGB=0.25"];
const user = "root";

export interface MongoDbArgs extends StoreArgs {
  image: string;
}

/**
 * MongoDB: one server, with one account, its administrator's, that each service that uses it gets, and for each a
 * database named after the service. Where one is not to reach another's, give each a MongoDB of its own.
 */
export class MongoDb extends pulumi.ComponentResource implements Link {
  readonly name: string;
  readonly port: number;
  readonly peer: Peer;
  private readonly access: StoreAccess;

  constructor(name: string, args: MongoDbArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:index:MongoDb", name, {}, opts);
    this.name = name;
    this.access = args.external === undefined ? this.deployed(args) : externalStore(args.external);
    this.port = this.access.port;
    this.peer = this.access.peer;

    this.registerOutputs({});
  }

  private deployed(args: MongoDbArgs): StoreAccess {
    const { name } = this;
    const password = randomPassword(`${name}-root`, { parent: this, protect: args.protect });

    const { host, peer, ready } = new StatefulServer(
      name,
      {
        ...args,
        ports: { mongodb: port },
        uid,
        command: script("first-fill.sh", dataPath, "mongod", ...server),
        env: { MONGO_INITDB_ROOT_USERNAME: user },
        secretEnv: { MONGO_INITDB_ROOT_PASSWORD: password },
        dataPath,
        scratchPaths: ["/tmp", "/data/configdb"],
        ready: { exec: { command: script("mongodb-ready.bash", String(port)) } },
        resources: { cpu: "50m", memory: "128Mi", memoryLimit: "512Mi" },
      },
      { parent: this },
    );
    return { host, port, peer, tls: false, login: () => ({ user, password, ready }) };
  }

  grant(consumer: Consumer, opts: pulumi.ComponentResourceOptions): Grant {
    const { host, tls, database = consumer.name } = this.access;
    const login = this.access.login(consumer, database, opts);
    const options = `authSource=admin${tls ? "&tls=true" : ""}`;
    const address = `${urlHost(host)}:${this.port}/${encodeURIComponent(database)}?${options}`;
    return {
      env: tlsVariables("MONGO", this.access),
      secretEnv: { MONGO_URL: pulumi.interpolate`mongodb://${userInfo(login)}@${address}` },
      ready: login.ready,
    };
  }

  /** This store for a service that uses another MongoDB too; see withPrefix. */
  as(prefix: string): Link {
    return withPrefix(this, prefix);
  }
}
