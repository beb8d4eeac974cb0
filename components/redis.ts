import * as pulumi from "@pulumi/pulumi";
import { Accounts } from "./accounts";
import { type Consumer, type Grant, type Link, type Peer, withPrefix } from "./link";
import { randomPassword } from "./random-password";
import { script } from "./script";
import { StatefulServer } from "./stateful-server";
import type { StoreArgs } from "./store";
import { deployedStore, externalStore, type StoreAccess, tlsVariables } from "./store-access";

const port = 6379;
const uid = 999;

export interface RedisArgs extends StoreArgs {
  image: string;
}

/** Redis: one server that keeps its data, with an account for each service, limited to the keys of its prefix. */
export class Redis extends pulumi.ComponentResource implements Link {
  readonly name: string;
  readonly port: number;
  readonly peer: Peer;
  private readonly access: StoreAccess;

  constructor(name: string, args: RedisArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:index:Redis", name, {}, opts);
    this.name = name;
    this.access = args.external === undefined ? this.deployed(args) : externalStore(args.external);
    this.port = this.access.port;
    this.peer = this.access.peer;

    this.registerOutputs({});
  }

  private deployed(args: RedisArgs): StoreAccess {
    const { name } = this;
    const password = randomPassword(`${name}-admin`, { parent: this, protect: args.protect });
    const server = new StatefulServer(
      name,
      {
        ...args,
        ports: { redis: port },
        uid,
        command: script("redis-start.sh"),
        secretEnv: { ADMIN_PASSWORD: password },
        dataPath: "/data",
        scratchPaths: ["/tmp"],
        // Any answer will do, and an unknown client's is NOAUTH; while the data is being read it is LOADING.
        ready: { exec: { command: ["sh", "-c", "redis-cli ping | grep -q -e PONG -e NOAUTH"] } },
        resources: { cpu: "20m", memory: "48Mi", memoryLimit: "192Mi" },
      },
      { parent: this },
    );
    const accounts = new Accounts(
      name,
      { server, port, adminPassword: password, script: "redis-accounts.sh" },
      { parent: this },
    );
    return deployedStore(server, port, accounts);
  }

  grant(consumer: Consumer, opts: pulumi.ComponentResourceOptions): Grant {
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
