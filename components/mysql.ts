import * as pulumi from "@pulumi/pulumi";
import type { App } from "./app";
import { mySqlSchema, type MySqlSettings } from "./config/part-schemas";
import { type Consumer, type Grant, type Link, type Peer, withPrefix } from "./edges/link";
import type { Image } from "./images/images";
import { type Resources, resourcesOf } from "./kubernetes/resources";
import { passwordKey } from "./stores/accounts";
import { administrator } from "./stores/administrator";
import { externalStore } from "./stores/external-store";
import { mysqlOptions } from "./stores/mysql-options";
import { script } from "./stores/script";
import { StatefulServer } from "./stores/stateful-server";
import { deployedStore, logins, type StoreAccess, tlsVariables } from "./stores/store-access";

const port = 3306;
const uid = 999;
const dataPath = "/var/lib/mysql";
/** No account is needed to be pinged. */
const ping = ["mysqladmin", "ping", "--host=127.0.0.1"];
const defaultResources = { cpu: "50m", memory: "320Mi", memoryLimit: "640Mi" };

/** What the settings can say of a MySQL, the program says first: its own values are the defaults. */
export interface MySqlArgs extends MySqlSettings {
  app: App;
  /** The database that services get: accounts each, for its tables and rows (mysql-accounts.sh), and nothing elsewhere. */
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
    const base = app.storeHistory.image(name, "mysql", settings.image);
    const image: Partial<Image> =
      settings.build === undefined
        ? {}
        : app.imageSource.own(settings.build, { args: { MYSQL_IMAGE: base.reference } }, inside);
    const root = { store: name, name: `${name}-root`, variable: "MYSQL_ROOT_PASSWORD" };
    const start = script("mysql-start.sh", ...mysqlOptions(resources.memoryLimit, settings));
    const server = new StatefulServer(
      name,
      {
        app,
        volume: settings,
        nodes: settings.nodes,
        image: base.admitted(image.reference),
        pullPolicy: image.pullPolicy,
        env: settings.build === undefined ? { MYSQL_DATABASE: settings.database } : {},
        ports: { mysql: port },
        uid,
        command: script("first-fill.sh", dataPath, ...start),
        administrator: administrator(app, root, inside),
        dataPath,
        scratchPaths: ["/tmp", "/var/run/mysqld"],
        ready: { exec: { command: script("first-served.sh", dataPath, ...ping) } },
        resources,
      },
      inside,
    );
    const { database, binaryLog = false } = settings;
    const env = { DATABASE: database, BINARY_LOG: String(binaryLog) };
    const accounts = {
      port,
      script: "mysql-accounts.sh",
    };
    const backup = { port, script: "mysql-backup.bash", scope: database, env };
    return deployedStore(name, { server, port, accounts, backup }, inside);
  }

  grant(consumer: Consumer, opts: pulumi.CustomResourceOptions): Grant {
    const { serving, migrating, ready } = logins(this.access, consumer, this.database, opts);
    const key = passwordKey(this.name, "migrate");
    return {
      env: {
        MYSQL_HOST: this.access.host,
        MYSQL_PORT: String(this.port),
        MYSQL_DATABASE: this.database,
        ...tlsVariables("MYSQL", this.access),
      },
      secretEnv: { MYSQL_USER: serving.user, MYSQL_PASSWORD: serving.password },
      migration: migrating && {
        env: { MYSQL_USER: migrating.user },
        secretEnv: { MYSQL_PASSWORD: consumer.keep(key, migrating.password) },
      },
      ready,
    };
  }

  /** This store for a service that uses another MySQL too; see withPrefix. */
  as(prefix: string): Link {
    return withPrefix(this, prefix);
  }
}
