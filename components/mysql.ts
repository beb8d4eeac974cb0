import * as pulumi from "@pulumi/pulumi";
import { Accounts } from "./accounts";
import { Image, type ImageArgs } from "./image";
import { type Consumer, type Grant, type Link, type Peer, withPrefix } from "./link";
import { randomPassword } from "./random-password";
import { script } from "./script";
import { StatefulServer } from "./stateful-server";
import type { StoreArgs } from "./store";
import { deployedStore, externalStore, type StoreAccess, tlsVariables } from "./store-access";

const port = 3306;
const uid = 999;
const dataPath = "/var/lib/mysql";

export interface MySqlArgs extends StoreArgs {
  /** How to build an image on top of the official one, whose init.sql makes the database. */
  image: ImageArgs;
  /** The database that services get: an account each, for its tables and rows (mysql-accounts.sh), and nothing elsewhere. */
  database: string;
}

/** MySQL: one server with one database, and an account in it for each service that uses it. */
export class MySql extends pulumi.ComponentResource implements Link {
  readonly name: string;
  readonly port: number;
  readonly peer: Peer;
  private readonly database: string;
  private readonly access: StoreAccess;

  constructor(name: string, args: MySqlArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:index:MySql", name, {}, opts);
    const { database, external } = args;
    if (!/^[a-z][a-z0-9]{0,63}$/.test(database)) {
      throw new Error(
        `${name}: the database is "${database}", but must be a-z and 0-9, at most 64, a letter first`,
      );
    }
    this.name = name;
    this.access = external === undefined ? this.deployed(args) : externalStore(external);
    this.database = this.access.database ?? database;
    this.port = this.access.port;
    this.peer = this.access.peer;

    this.registerOutputs({});
  }

  private deployed({ image: recipe, database: _, ...where }: MySqlArgs): StoreAccess {
    const { name } = this;
    const image = new Image(name, recipe, { parent: this });
    const password = randomPassword(`${name}-root`, { parent: this, protect: where.protect });
    const server = new StatefulServer(
      name,
      {
        ...where,
        image: image.reference,
        pullPolicy: image.pullPolicy,
        ports: { mysql: port },
        uid,
        command: script("first-fill.sh", dataPath, "mysqld", ...script("mysql-start.sh")),
        secretEnv: { MYSQL_ROOT_PASSWORD: password },
        secretFiles: { path: "/run/slipway", files: { "root.sql": setRootPassword(password) } },
        dataPath,
        scratchPaths: ["/tmp", "/var/run/mysqld"],
        // No account is needed to be pinged.
        ready: { exec: { command: ["mysqladmin", "ping", "--host=127.0.0.1"] } },
        resources: { cpu: "50m", memory: "320Mi", memoryLimit: "640Mi" },
      },
      { parent: this },
    );
    const accounts = new Accounts(
      name,
      { server, port, adminPassword: password, script: "mysql-accounts.sh" },
      { parent: this },
    );
    return deployedStore(server, port, accounts);
  }

  grant(consumer: Consumer, opts: pulumi.ComponentResourceOptions): Grant {
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

function setRootPassword(password: pulumi.Output<string>): pulumi.Output<string> {
  return pulumi.interpolate`ALTER USER 'root'@'localhost' IDENTIFIED BY '${password}';
ALTER USER 'root'@'%' IDENTIFIED BY '${password}';
`;
}
