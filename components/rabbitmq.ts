import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { Accounts } from "./accounts";
import { type Consumer, type Grant, type Link, type PodLabels, withPrefix } from "./link";
import type { Namespace } from "./namespace";
import { StatefulServer } from "./stateful-server";

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

export interface RabbitMqArgs {
  namespace: Namespace;
  /** An image with the management plugin, RabbitMQ 4.1 or later. */
  image: string;
  /** @default "1Gi" */
  storage?: string;
  /** @default "": the cluster's default */
  storageClass?: string;
}

/**
 * RabbitMQ: one broker that keeps its messages, with an account for each service. A service NAME may declare and
 * write the exchange NAME and whatever is called NAME.*, read its own, and bind to every service's exchange.
 */
export class RabbitMq extends pulumi.ComponentResource implements Link {
  readonly name: string;
  readonly port = port;
  readonly podLabels: PodLabels;
  private readonly accounts: Accounts;

  constructor(name: string, args: RabbitMqArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:index:RabbitMq", name, {}, opts);
    const { namespace, image } = args;
    this.name = name;

    const password = new random.RandomPassword(
      `${name}-admin`,
      { length: 32, special: false },
      { parent: this },
    ).result;
    const server = new StatefulServer(
      name,
      {
        namespace,
        image,
        ports: { amqp: port, management: managementPort },
        uid,
        command: ["docker-entrypoint.sh", "rabbitmq-server"],
        env: {
          HOME: "/var/lib/rabbitmq",
          RABBITMQ_DEFAULT_USER: admin,
          RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: erlangFlags,
        },
        secretEnv: { RABBITMQ_DEFAULT_PASS: password },
        dataPath: "/var/lib/rabbitmq",
        storage: args.storage ?? "1Gi",
        storageClass: args.storageClass,
        scratchPaths: ["/tmp", "/var/log/rabbitmq"],
        // Its own diagnostics start a virtual machine each time, which costs more than the idle broker.
        probe: { tcpSocket: { port: "amqp" } },
        resources: { cpu: "50m", memory: "256Mi", memoryLimit: "640Mi" },
      },
      { parent: this },
    );
    this.podLabels = server.podLabels;
    this.accounts = new Accounts(
      name,
      {
        namespace,
        image,
        pullPolicy: "IfNotPresent",
        uid,
        host: server.host,
        port: managementPort,
        serverLabels: server.podLabels,
        ready: server.ready,
        adminPassword: password,
        script: "rabbitmq-accounts.bash",
      },
      { parent: this },
    );

    this.registerOutputs({});
  }

  grant(consumer: Consumer, opts: pulumi.ComponentResourceOptions): Grant {
    const { user, password, ready } = this.accounts.add(consumer, consumer.name, opts);
    const address = `${this.name}:${port}/%2F`;
    return {
      env: {},
      secretEnv: { AMQP_BROKER_URL: pulumi.interpolate`amqp://${user}:${password}@${address}` },
      ready: [ready],
    };
  }

  /** This broker for a service that uses another one too; see withPrefix. */
  as(prefix: string): Link {
    return withPrefix(this, prefix);
  }
}
