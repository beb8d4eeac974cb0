import * as pulumi from "@pulumi/pulumi";
import type { App } from "./app";
import { mongoDbSchema, type MongoDbSettings } from "./config/part-schemas";
import { type Consumer, type Grant, type Link, type Peer, withPrefix } from "./edges/link";
import { Quantity } from "./kubernetes/quantity";
import { type Resources, resourcesOf } from "./kubernetes/resources";
import { externalStore } from "./stores/external-store";
import { randomPassword } from "./stores/random-password";
import { script } from "./stores/script";
import { StatefulServer } from "./stores/stateful-server";
import { type StoreAccess, tlsVariables, urlHost, userInfo } from "./stores/store-access";
import { storeImage } from "./stores/store-image";

const port = 27017;
const uid = 999;
const dataPath = "/data/db";
const user = "root";
/** What is acknowledged is in the journal: alone, a server would answer from its memory. */
const onDisk = "w=majority&journal=true";
const defaultResources = { cpu: "50m", memory: "128Mi", memoryLimit: "512Mi" };

/** What the settings can say of a MongoDB, the program says first: its own values are the defaults. */
export interface MongoDbArgs extends MongoDbSettings {
  app: App;
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
    super("slipway:index:MongoDb", name, {}, { parent: args.app, ...opts });
    const { app } = args;
    const configured = app.settings.part("stores", name, mongoDbSchema);
    const settings = { ...args, ...configured };
    const place = `stores.${name}`;
    const resources = resourcesOf(app.settings, place, defaultResources, args, configured);
    this.name = name;
    this.access =
      settings.external === undefined
        ? this.deployed(app, settings, resources)
        : externalStore(app, name, settings.external, resources);
    this.port = this.access.port;
    this.peer = this.access.peer;

    this.registerOutputs({});
  }

  private deployed(app: App, settings: MongoDbSettings, resources: Resources): StoreAccess {
    const { name } = this;
    const inside = { parent: this };
    const { protect = false } = app.settings.cluster;
    const password = randomPassword(`${name}-root`, { ...inside, protect });
    const cache = `--wiredTigerCacheSizeGB=${cacheSize(resources.memoryLimit)}`;
    const hello = script("mongodb-ready.bash", String(port));
    const start = ["docker-entrypoint.sh", "mongod", "--bind_ip_all", cache];
    const { host, peer, ready } = new StatefulServer(
      name,
      {
        app,
        volume: settings,
        nodes: settings.nodes,
        image: storeImage(app, name, "mongodb", settings.image),
        ports: { mongodb: port },
        uid,
        command: script("first-fill.sh", dataPath, ...start),
        env: { MONGO_INITDB_ROOT_USERNAME: user },
        secretEnv: { MONGO_INITDB_ROOT_PASSWORD: password },
        dataPath,
        scratchPaths: ["/tmp", "/data/configdb"],
        ready: { exec: { command: script("first-served.sh", dataPath, ...hello) } },
        resources,
      },
      inside,
    );
    return { host, port, peer, tls: false, login: () => ({ user, password, ready }) };
  }

  grant(consumer: Consumer, opts: pulumi.CustomResourceOptions): Grant {
    const { host, tls, database = consumer.name } = this.access;
    const login = this.access.login(consumer, database, opts);
    const options = `authSource=admin&${onDisk}${tls ? "&tls=true" : ""}`;
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

/**
 * WiredTiger's cache in GB: half of the memory above 1 GB, and 0.25 at least. That is the server's own choice where it
 * sees the container's limit (the manual's page of storage.wiredTiger.engineConfig.cacheSizeGB), which not all do.
 */
function cacheSize(memoryLimit: string): number {
  const gigabytes = Quantity.parse(memoryLimit).toNumber() / 2 ** 30;
  return Math.max(0.25, Math.floor(50 * (gigabytes - 1)) / 100);
}
