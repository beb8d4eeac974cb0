import * as pulumi from "@pulumi/pulumi";
import type { App } from "./app";
import { rabbitMqSchema, type RabbitMqSettings } from "./config/part-schemas";
import { type Consumer, type Grant, type Link, type Peer, withPrefix } from "./edges/link";
import { Quantity } from "./kubernetes/quantity";
import { type Resources, resourcesOf } from "./kubernetes/resources";
import { administrator, clusterSecrets } from "./stores/administrator";
import { externalStore } from "./stores/external-store";
import { script } from "./stores/script";
import { StatefulServer } from "./stores/stateful-server";
import {
  deployedStore,
  type StoreAccess,
  tlsVariables,
  urlHost,
  userInfo,
} from "./stores/store-access";

const port = 5672;
const managementPort = 15672;
const uid = 999;
const admin = "admin";
const defaultResources = { cpu: "50m", memory: "256Mi", memoryLimit: "640Mi" };

const passwordFile = "/run/slipway/password";
const isReady = script("rabbitmq-ready.bash", String(port), String(managementPort), passwordFile);

/** What the brokers say to each other: where a peer is (Erlang's port mapper), and everything else. */
const peerPorts = { epmd: 4369, cluster: port + 20000 };

/** What the settings can say of a RabbitMQ, the program says first: its own values are the defaults. */
export interface RabbitMqArgs extends RabbitMqSettings {
  app: App;
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
    super("slipway:index:RabbitMq", name, {}, { parent: args.app, ...opts });
    const { app } = args;
    const configured = app.settings.part("stores", name, rabbitMqSchema);
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

  private deployed(app: App, settings: RabbitMqSettings, resources: Resources): StoreAccess {
    const { name } = this;
    const inside = { parent: this };
    const root = { store: name, name: `${name}-admin`, variable: "RABBITMQ_DEFAULT_PASS" };
    const { key, password } = clusterSecrets(app, root, inside);
    const server = new StatefulServer(
      name,
      {
        app,
        volume: settings,
        nodes: settings.nodes,
        replicas: settings.replicas,
        image: app.storeHistory.image(name, "rabbitmq", settings.image).admitted(),
        ports: { amqp: port, management: managementPort },
        peerPorts,
        uid,
        command: script("rabbitmq-start.sh"),
        env: {
          HOME: "/var/lib/rabbitmq",
          // A broker is known by its pod's name below the headless Service: the same whether it is alone or not.
          RABBITMQ_USE_LONGNAME: "true",
          RABBITMQ_CONFIG_FILE: "/tmp/rabbitmq.conf",
          RABBITMQ_CONF_ENV_FILE: "/tmp/rabbitmq-env.conf",
          RABBITMQ_ENABLED_PLUGINS_FILE: "/tmp/enabled_plugins",
          RABBITMQ_DEFAULT_USER: admin,
          RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: erlangFlags(resources.memoryLimit),
        },
        administrator: administrator(app, root, inside, password),
        secretEnv: { CLUSTER_KEY: key },
        passwordFile,
        dataPath: "/var/lib/rabbitmq",
        scratchPaths: ["/tmp", "/var/log/rabbitmq"],
        ready: { exec: { command: isReady } },
        // Cut off from the other brokers, it is not ready, and lives.
        alivePort: "cluster",
        // A rollout or a drain takes no broker that a queue's majority depends on. Alone, it has nobody to wait for.
        stop: { command: script("rabbitmq-stop.sh"), seconds: 75 },
        resources,
      },
      inside,
    );
    const accounts = {
      port: managementPort,
      script: "rabbitmq-accounts.bash",
    };
    const backup = { port: managementPort, script: "rabbitmq-backup.bash" };
    return deployedStore(name, { server, port, accounts, backup }, inside);
  }

  grant(consumer: Consumer, opts: pulumi.CustomResourceOptions): Grant {
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

/**
 * An idle scheduler that spins for work takes the processor from everybody else on a small node; and the broker takes
 * the node's memory for its own, so that publishers would be blocked only long after the container's limit has it
 * killed: they are at six tenths of that limit.
 */
function erlangFlags(memoryLimit: string): string {
  const watermark = Math.floor(0.6 * Quantity.parse(memoryLimit).toNumber());
  return [
    "+sbwt none +sbwtdcpu none +sbwtdio none +S 2:2",
    `-rabbit vm_memory_high_watermark {absolute,${watermark}}`,
    "-ra wal_max_size_bytes 67108864",
  ].join(" ");
}
