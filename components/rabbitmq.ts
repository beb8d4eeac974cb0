import * as pulumi from "@pulumi/pulumi";
import { Accounts } from "./accounts";
import { type Consumer, type Grant, type Link, type Peer, withPrefix } from "./link";
import { randomPassword } from "./random-password";
import { script } from "./script";
import { StatefulServer } from "./stateful-server";
import type { StoreArgs } from "./store";
import {
  deployedStore,
  externalStore,
  type StoreAccess,
  tlsVariables,
  urlHost,
  userInfo,
} from "./store-access";

const port = 5672;
const managementPort = 15672;
const uid = 999;
const admin = "admin";

/**
 * An idle scheduler that spins for work takes the processor from everybody else on a small node; and the broker takes
 * the node's memory for its own, so that publishers would be blocked only long after the container's limit has it
 * killed.
 */
const erlangFlags = [
  "+sbwt none +sbwtdcpu none +sbwtdio none +S 2:2",
  "-rabbit vm_memory_high_watermark {absolute,400000000}",
  "-ra wal_max_size_bytes 67108864",
].join(" ");

/** What the brokers say to each other: where a peer is (Erlang's port mapper), and everything else. */
const peerPorts = { epmd: 4369, cluster: port + 20000 };

export interface RabbitMqArgs extends StoreArgs {
  /** An image with the management plugin, RabbitMQ 4.1 or later. */
  image: string;
  /** Brokers in the cluster: an odd number, so that a half always is a minority. @default 1 */
  replicas?: number;
}

/**
 * RabbitMQ: a cluster of brokers that forms itself, with an account for each service. With three or more, any one may
 * die without a lost message that was confirmed. A service NAME may declare and write the exchange NAME and whatever
 * is called NAME.*, read its own, and bind to every service's exchange.
 */
export class RabbitMq extends pulumi.ComponentResource implements Link {
  readonly name: string;
  readonly port: number;
  readonly peer: Peer;
  private readonly access: StoreAccess;

  constructor(name: string, args: RabbitMqArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:index:RabbitMq", name, {}, opts);
    const { replicas = 1 } = args;
    if (!Number.isInteger(replicas) || replicas < 1 || replicas % 2 === 0) {
      throw new Error(`${name}: replicas is ${replicas}, but must be an odd number from 1`);
    }
    this.name = name;
    this.access = args.external === undefined ? this.deployed(args) : externalStore(args.external);
    this.port = this.access.port;
    this.peer = this.access.peer;

    this.registerOutputs({});
  }

  private deployed(args: RabbitMqArgs): StoreAccess {
    const { name } = this;
    const password = randomPassword(`${name}-admin`, { parent: this, protect: args.protect });
    const cookie = randomPassword(`${name}-cookie`, { parent: this, protect: args.protect });
    const server = new StatefulServer(
      name,
      {
        ...args,
        ports: { amqp: port, management: managementPort },
        peerPorts,
        uid,
        command: script("rabbitmq-start.sh"),
        env: {
          HOME: "/var/lib/rabbitmq",
          // A broker is known by its pod's name below the headless Service: the same whether it is alone or not.
          RABBITMQ_USE_LONGNAME: "true",
          RABBITMQ_CONFIG_FILE: "/tmp/rabbitmq.conf",
          RABBITMQ_ENABLED_PLUGINS_FILE: "/tmp/enabled_plugins",
          RABBITMQ_DEFAULT_USER: admin,
          RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: erlangFlags,
        },
        secretEnv: { RABBITMQ_DEFAULT_PASS: password, ERLANG_COOKIE: cookie },
        dataPath: "/var/lib/rabbitmq",
        scratchPaths: ["/tmp", "/var/log/rabbitmq"],
        // Its own diagnostics start a virtual machine each time, which costs more than the idle broker.
        ready: { tcpSocket: { port: "amqp" } },
        // Cut off from the other brokers, it closes the ports that clients use, and lives.
        alivePort: "cluster",
        // A rollout or a drain takes no broker that a queue's majority depends on. Alone, it has nobody to wait for.
        stop: { command: script("rabbitmq-stop.sh"), seconds: 75 },
        resources: { cpu: "50m", memory: "256Mi", memoryLimit: "640Mi" },
      },
      { parent: this },
    );
    const accounts = new Accounts(
      name,
      { server, port: managementPort, adminPassword: password, script: "rabbitmq-accounts.bash" },
      { parent: this },
    );
    return deployedStore(server, port, accounts);
  }

  grant(consumer: Consumer, opts: pulumi.ComponentResourceOptions): Grant {
    const { host, tls, database = "/" } = this.access;
    const login = this.access.login(consumer, consumer.name, opts);
    const address = `${urlHost(host)}:${this.port}/${encodeURIComponent(database)}`;
    const scheme = tls ? "amqps" : "amqp";
    return {
      env: tlsVariables("AMQP_BROKER", this.access),
      secretEnv: {
        AMQP_BROKER_URL: pulumi.interpolate`${scheme}://${userInfo(login)}@${address}`,
      },
      ready: login.ready,
    };
  }

  /** This broker for a service that uses another one too; see withPrefix. */
  as(prefix: string): Link {
    return withPrefix(this, prefix);
  }
}
