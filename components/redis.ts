import * as pulumi from "@pulumi/pulumi";
import type { App } from "./app";
import { redisSchema, type RedisSettings } from "./config/part-schemas";
import { type Consumer, type Grant, type Link, type Peer, withPrefix } from "./edges/link";
import { Quantity } from "./kubernetes/quantity";
import { larger, type Resources, resourcesOf } from "./kubernetes/resources";
import { administrator } from "./stores/administrator";
import { externalStore } from "./stores/external-store";
import { script } from "./stores/script";
import { StatefulServer } from "./stores/stateful-server";
import { deployedStore, type StoreAccess, tlsVariables } from "./stores/store-access";

const port = 6379;
const uid = 999;
const defaultResources = { cpu: "20m", memory: "48Mi", memoryLimit: "192Mi" };

/** What the settings can say of a Redis, the program says first: its own values are the defaults. */
export interface RedisArgs extends RedisSettings {
  app: App;
}

/** Redis: one server that keeps its data, with an account for each service, limited to the keys of its prefix. */
export class Redis extends pulumi.ComponentResource implements Link {
  readonly name: string;
  readonly port: number;
  readonly peer: Peer;
  private readonly access: StoreAccess;

  constructor(name: string, args: RedisArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:index:Redis", name, {}, { parent: args.app, ...opts });
    const { app } = args;
    const configured = app.settings.part("stores", name, redisSchema);
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

  private deployed(app: App, settings: RedisSettings, resources: Resources): StoreAccess {
    const { name } = this;
    const inside = { parent: this };
    const admin = { store: name, name: `${name}-admin`, variable: "ADMIN_PASSWORD" };
    // The other half is for the copies that are made while the file is rewritten.
    const maxMemory = Math.floor(Quantity.parse(resources.memoryLimit).toNumber() / 2);
    const server = new StatefulServer(
      name,
      {
        app,
        volume: settings,
        nodes: settings.nodes,
        image: app.storeHistory.image(name, "redis", settings.image).admitted(),
        ports: { redis: port },
        uid,
        command: script("redis-start.sh", "--maxmemory", String(maxMemory)),
        administrator: administrator(app, admin, inside),
        dataPath: "/data",
        scratchPaths: ["/tmp"],
        // Any answer will do, and an unknown client's is NOAUTH; while the data is being read it is LOADING.
        ready: { exec: { command: ["sh", "-c", "redis-cli ping | grep -q -e PONG -e NOAUTH"] } },
        resources,
      },
      inside,
    );
    // A restore holds all keys once more, in a server of its own.
    const memoryLimit = larger("512Mi", resources.memoryLimit);
    const accounts = { port, script: "redis-accounts.sh" };
    const backup = { port, script: "redis-backup.bash", memoryLimit };
    return deployedStore(name, { server, port, accounts, backup }, inside);
  }

  grant(consumer: Consumer, opts: pulumi.CustomResourceOptions): Grant {
    const prefix = `${consumer.name}:`;
    const { user, password, ready } = this.access.login(consumer, prefix, opts);
    return {
      env: {
        REDIS_HOST: this.access.host,
        REDIS_PORT: String(this.port),
        REDIS_PREFIX: prefix,
        ...tlsVariables("REDIS", this.access),
      },
      secretEnv: { REDIS_USERNAME: user, REDIS_PASSWORD: password },
      ready,
    };
  }

  /** This store for a service that uses another Redis too; see withPrefix. */
  as(prefix: string): Link {
    return withPrefix(this, prefix);
  }
}
