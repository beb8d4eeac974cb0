import * as pulumi from "@pulumi/pulumi";
import type { App } from "./app";
import { redisSchema, type RedisSettings } from "./config/part-schemas";
import { type Consumer, type Grant, type Link, type Peer, withPrefix } from "./edges/link";
import { Quantity } from "./kubernetes/quantity";
import { type Resources, resourcesOf } from "./kubernetes/resources";
import { Accounts } from "./stores/accounts";
import { externalStore } from "./stores/external-store";
import { randomPassword } from "./stores/random-password";
import { script } from "./stores/script";
import { StatefulServer } from "./stores/stateful-server";
import { deployedStore, type StoreAccess, tlsVariables } from "./stores/store-access";
import { storeImage } from "./stores/store-image";

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
    const { protect = false } = app.settings.cluster;
    const password = randomPassword(`${name}-admin`, { ...inside, protect });
    // The other half is for the copies that are made while the file is rewritten.
    const maxMemory = Math.floor(Quantity.parse(resources.memoryLimit).toNumber() / 2);
    const server = new StatefulServer(
      name,
      {
        app,
        volume: settings,
        nodes: settings.nodes,
        image: storeImage(app, name, "redis", settings.image),
        ports: { redis: port },
        uid,
        command: script("redis-start.sh", "--maxmemory", String(maxMemory)),
        secretEnv: { ADMIN_PASSWORD: password },
        dataPath: "/data",
        scratchPaths: ["/tmp"],
        // Any answer will do, and an unknown client's is NOAUTH; while the data is being read it is LOADING.
        ready: { exec: { command: ["sh", "-c", "redis-cli ping | grep -q -e PONG -e NOAUTH"] } },
        resources,
      },
      inside,
    );
    const accounts = new Accounts(
      name,
      { server, port, adminVariable: "ADMIN_PASSWORD", script: "redis-accounts.sh" },
      inside,
    );
    return deployedStore(server, port, accounts);
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
