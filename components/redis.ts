import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { Accounts } from "./accounts";
import { type Consumer, type Grant, type Link, type PodLabels, withPrefix } from "./link";
import { script } from "./script";
import { StatefulServer } from "./stateful-server";
import type { StoreArgs } from "./store";

const port = 6379;
const uid = 999;

export interface RedisArgs extends StoreArgs {
  image: string;
}

/** Redis: one server that keeps its data, with an account for each service, limited to the keys of its prefix. */
export class Redis extends pulumi.ComponentResource implements Link {
  readonly name: string;
  readonly port = port;
  readonly podLabels: PodLabels;
  private readonly accounts: Accounts;

  constructor(name: string, args: RedisArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:index:Redis", name, {}, opts);
    this.name = name;

    const password = new random.RandomPassword(
      `${name}-admin`,
      { length: 32, special: false },
      { parent: this },
    ).result;
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
        probe: { exec: { command: ["sh", "-c", "redis-cli ping | grep -q -e PONG -e NOAUTH"] } },
        resources: { cpu: "20m", memory: "48Mi", memoryLimit: "192Mi" },
      },
      { parent: this },
    );
    this.podLabels = server.podLabels;
    this.accounts = new Accounts(
      name,
      { server, port, adminPassword: password, script: "redis-accounts.sh" },
      { parent: this },
    );

    this.registerOutputs({});
  }

  grant(consumer: Consumer, opts: pulumi.ComponentResourceOptions): Grant {
    const prefix = `${consumer.name}:`;
    const { user, password, ready } = this.accounts.add(consumer, prefix, opts);
    return {
      env: { REDIS_HOST: this.name, REDIS_PORT: String(port), REDIS_PREFIX: prefix },
      secretEnv: { REDIS_USERNAME: user, REDIS_PASSWORD: password },
      ready: [ready],
    };
  }

  /** This store for a service that uses another Redis too; see withPrefix. */
  as(prefix: string): Link {
    return withPrefix(this, prefix);
  }
}
