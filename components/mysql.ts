import * as pulumi from "@pulumi/pulumi";
import type { App } from "./app";
import { mySqlSchema, type MySqlSettings } from "./config/part-schemas";
import { type Consumer, type Grant, type Link, type Peer, withPrefix } from "./edges/link";
import type { Image } from "./images/images";
import { Quantity } from "./kubernetes/quantity";
import { type Resources, resourcesOf } from "./kubernetes/resources";
import { Accounts } from "./stores/accounts";
import { externalStore } from "./stores/external-store";
import { randomPassword } from "./stores/random-password";
import { script } from "./stores/script";
import { StatefulServer } from "./stores/stateful-server";
import { deployedStore, type StoreAccess, tlsVariables } from "./stores/store-access";
import { storeImage } from "./stores/store-image";

const port = 3306;
const uid = 999;
const dataPath = "/var/lib/mysql";
/** No account is needed to be pinged. */
const ping = ["mysqladmin", "ping", "--host=127.0.0.1"];
const defaultResources = { cpu: "50m", memory: "320Mi", memoryLimit: "640Mi" };

/** What the settings can say of a MySQL, the program says first: its own values are the defaults. */
export interface MySqlArgs extends MySqlSettings {
  app: App;
  /** The database that services get: an account each, for its tables and rows (mysql-accounts.sh), and nothing elsewhere. */
  database: string;
  /**
   * The folder in images/ whose Dockerfile builds on the official image (MYSQL_IMAGE), for an init.sql of one's own.
   * @default none: the official image, which makes the database
   */
  build?: string;
}

/** MySQL: one server with one database, and an account in it for each service that uses it. */
export class MySql extends pulumi.ComponentResource implements Link {
  readonly name: string;
  readonly port: number;
  readonly peer: Peer;
  private readonly database: string;
  private readonly access: StoreAccess;

  /** @throws Error when the database's name is none that MySQL takes without quotes. */
  constructor(name: string, args: MySqlArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:index:MySql", name, {}, { parent: args.app, ...opts });
    const { app, database } = args;
    if (!/^[a-z][a-z0-9]{0,63}$/.test(database)) {
      throw new Error(
        `${name}: the database is "${database}", but must be a-z and 0-9, at most 64, a letter first`,
      );
    }
    const configured = app.settings.part("stores", name, mySqlSchema);
    const settings = { ...args, ...configured };
    const place = `stores.${name}`;
    const resources = resourcesOf(app.settings, place, defaultResources, args, configured);
    this.name = name;
    this.access =
      settings.external === undefined
        ? this.deployed(app, settings, resources)
        : externalStore(app, name, settings.external, resources);
    this.database = this.access.database ?? database;
    this.port = this.access.port;
    this.peer = this.access.peer;

    this.registerOutputs({});
  }

  private deployed(app: App, settings: MySqlArgs, resources: Resources): StoreAccess {
    const { name } = this;
    const inside = { parent: this };
    const base = storeImage(app, name, "mysql", settings.image);
    const image: Partial<Image> =
      settings.build === undefined
        ? {}
        : app.imageSource.own(settings.build, { args: { MYSQL_IMAGE: base } }, inside);
    const { protect = false } = app.settings.cluster;
    const password = randomPassword(`${name}-root`, { ...inside, protect });
    const start = script("mysql-start.sh", ...serverOptions(resources.memoryLimit, settings));
    const server = new StatefulServer(
      name,
      {
        app,
        volume: settings,
        nodes: settings.nodes,
        image: image.reference ?? base,
        pullPolicy: image.pullPolicy,
        env: settings.build === undefined ? { MYSQL_DATABASE: settings.database } : {},
        ports: { mysql: port },
        uid,
        command: script("first-fill.sh", dataPath, ...start),
        secretEnv: { MYSQL_ROOT_PASSWORD: password },
        secretFiles: { path: "/run/slipway", files: { "root.sql": setRootPassword(password) } },
        dataPath,
        scratchPaths: ["/tmp", "/var/run/mysqld"],
        ready: { exec: { command: script("first-served.sh", dataPath, ...ping) } },
        resources,
      },
      inside,
    );
    const accounts = new Accounts(
      name,
      { server, port, adminVariable: "MYSQL_ROOT_PASSWORD", script: "mysql-accounts.sh" },
      inside,
    );
    return deployedStore(server, port, accounts);
  }

  grant(consumer: Consumer, opts: pulumi.CustomResourceOptions): Grant {
    const { user, password, ready } = this.access.login(consumer, this.database, opts);
    return {
      env: {
        MYSQL_HOST: this.access.host,
        MYSQL_PORT: String(this.port),
        MYSQL_DATABASE: this.database,
        ...tlsVariables("MYSQL", this.access),
      },
      secretEnv: { MYSQL_USER: user, MYSQL_PASSWORD: password },
      ready,
    };
  }

  /** This store for a service that uses another MySQL too; see withPrefix. */
  as(prefix: string): Link {
    return withPrefix(this, prefix);
  }
}

/**
 * What the server takes for itself: of its memory seven tenths of what is above 512 MiB, which is what everything but
 * the buffer pool took under the load of test/e2e, and 64 MiB at least. With a binary log, each commit is on disk.
 */
function serverOptions(memoryLimit: string, { binaryLog = false }: MySqlSettings): string[] {
  const mebibyte = 2 ** 20;
  const left = Quantity.parse(memoryLimit).toNumber() - 512 * mebibyte;
  const pool = Math.max(64, Math.floor((0.7 * left) / mebibyte));
  return [
    `--innodb-buffer-pool-size=${pool}M`,
    ...(binaryLog
      ? ["--server-id=1", "--log-bin=binlog", "--binlog-expire-logs-seconds=604800"]
      : ["--skip-log-bin"]),
  ];
}

function setRootPassword(password: pulumi.Output<string>): pulumi.Output<string> {
  return pulumi.interpolate`ALTER USER 'root'@'localhost' IDENTIFIED BY '${password}';
ALTER USER 'root'@'%' IDENTIFIED BY '${password}';
`;
}
