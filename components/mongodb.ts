import * as pulumi from "@pulumi/pulumi";
import type { App } from "./app";
import { mongoDbSchema, type MongoDbSettings } from "./config/part-schemas";
import { type Consumer, type Grant, type Link, type Peer, withPrefix } from "./edges/link";
import { Quantity } from "./kubernetes/quantity";
import { type Resources, resourcesOf } from "./kubernetes/resources";
import { administrator, clusterSecrets } from "./stores/administrator";
import { externalStore } from "./stores/external-store";
import { readScript, script } from "./stores/script";
import { StatefulServer } from "./stores/stateful-server";
import {
  deployedStore,
  type StoreAccess,
  tlsVariables,
  urlHost,
  userInfo,
} from "./stores/store-access";

const port = 27017;
const uid = 999;
const dataPath = "/data/db";
/** What is acknowledged is in the journals of most members. */
const onDisk = "w=majority&journal=true";
const isReady = script("mongodb-ready.bash", String(port));
const defaultResources = { cpu: "50m", memory: "128Mi", memoryLimit: "512Mi" };

/** What the settings can say of a MongoDB, the program says first: its own values are the defaults. */
export interface MongoDbArgs extends MongoDbSettings {
  app: App;
}

/**
 * MongoDB: a replica set of one member, or of more, of which a minority may die without a lost write that was
 * acknowledged. Each service that uses it has an account of its own, with rights in the database of its name alone.
 */
export class MongoDb extends pulumi.ComponentResource implements Link {
  readonly name: string;
  readonly port: number;
  readonly peer: Peer;
  private readonly access: StoreAccess;
  /** What clients are told in the URL, beside what is theirs. */
  private readonly options: string;

  constructor(name: string, args: MongoDbArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:index:MongoDb", name, {}, { parent: args.app, ...opts });
    const { app } = args;
    const configured = app.settings.part("stores", name, mongoDbSchema);
    const settings = { ...args, ...configured };
    const place = `stores.${name}`;
    const resources = resourcesOf(app.settings, place, defaultResources, args, configured);
    this.name = name;
    const { external } = settings;
    // Our accounts are of a database of their own.
    this.options = external === undefined ? "authSource=slipway&replicaSet=rs" : "authSource=admin";
    this.access =
      external === undefined
        ? this.deployed(app, settings, resources)
        : externalStore(app, name, external, resources);
    this.port = this.access.port;
    this.peer = this.access.peer;

    this.registerOutputs({});
  }

  private deployed(app: App, settings: MongoDbSettings, resources: Resources): StoreAccess {
    const { name } = this;
    const inside = { parent: this };
    const root = { store: name, name: `${name}-root`, variable: "MONGO_INITDB_ROOT_PASSWORD" };
    const { key, password } = clusterSecrets(app, root, inside);
    const { replicas = 1, storage } = settings;
    const server = new StatefulServer(
      name,
      {
        app,
        volume: settings,
        nodes: settings.nodes,
        replicas,
        addresses: "each",
        image: app.storeHistory.image(name, "mongodb", settings.image).admitted(),
        ports: { mongodb: port },
        uid,
        command: script(
          "mongodb-start.sh",
          readScript("mongodb-members.js"),
          readScript("first-fill.sh"),
          dataPath,
          ...["--wiredTigerCacheSizeGB", String(cacheSize(resources.memoryLimit))],
          ...["--oplogSize", String(oplogSize(storage))],
        ),
        env: { MONGO_INITDB_ROOT_USERNAME: "root", REPLICAS: String(replicas) },
        administrator: administrator(app, root, inside, password),
        secretEnv: { CLUSTER_KEY: key },
        passwordFile: "/run/slipway/password",
        dataPath,
        scratchPaths: ["/tmp", "/data/configdb"],
        ready: { exec: { command: script("first-served.sh", dataPath, ...isReady) } },
        resources,
      },
      inside,
    );
    const accounts = {
      port,
      script: "mongodb-accounts.js",
      // The shell, in JavaScript, takes some 150 MB.
      memoryLimit: "384Mi",
    };
    const backup = { port, script: "mongodb-backup.bash" };
    return deployedStore(name, { server, port, accounts, backup }, inside);
  }

  grant(consumer: Consumer, opts: pulumi.CustomResourceOptions): Grant {
    const { host, tls, database = consumer.name } = this.access;
    const login = this.access.login(consumer, database, opts);
    const servers = host.split(",").map((each) => `${urlHost(each)}:${this.port}`);
    const options = `${this.options}&${onDisk}${tls ? "&tls=true" : ""}`;
    const address = `${servers.join(",")}/${encodeURIComponent(database)}?${options}`;
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

/**
 * The log of writes that other members read, in MB: a twentieth of the volume, and 50 at least. That is the server's own
 * choice but for its least of 990 MB, which would fill a small volume (the manual's page of replSetResizeOplog).
 */
function oplogSize(storage = "1Gi"): number {
  return Math.max(50, Math.floor(Quantity.parse(storage).toNumber() / 20 / 2 ** 20));
}
