import * as net from "node:net";
import * as pulumi from "@pulumi/pulumi";
import { storeBackup, type StoreBackupArgs } from "../backups/store-backup";
import type { Consumer, Grant, Peer } from "../edges/link";
import { Accounts, type AccountsArgs, type Purpose } from "./accounts";
import type { StatefulServer } from "./stateful-server";

/** What a service signs in with. */
export interface Login {
  readonly user: pulumi.Input<string>;
  readonly password: pulumi.Output<string>;
  /** What must be there before the store takes it. */
  readonly ready: readonly pulumi.Resource[];
}

/** A store as its users meet it, wherever it runs. */
export interface StoreAccess {
  readonly host: string;
  readonly port: number;
  readonly peer: Peer;
  /** Whether it speaks TLS, and signed by whom if that is not well known. */
  readonly tls: boolean;
  readonly ca?: string;
  /** A database other than the component's own choice. */
  readonly database?: string;
  /** @param scope What an account of the consumer's own is limited to. @param purpose See Accounts.add. */
  login(
    consumer: Consumer,
    scope: string,
    opts: pulumi.CustomResourceOptions,
    purpose?: Purpose,
  ): Login;
}

export interface DeployedStoreArgs {
  server: StatefulServer;
  /** The port that clients connect to. */
  port: number;
  accounts: Omit<AccountsArgs, "server">;
  backup: Omit<StoreBackupArgs, "server" | "accounts">;
}

/** A store in the cluster, where each edge has an account of its own, and backups are made as the settings say. */
export function deployedStore(
  name: string,
  { server, port, ...args }: DeployedStoreArgs,
  opts: pulumi.CustomResourceOptions,
): StoreAccess {
  const accounts = new Accounts(name, { server, ...args.accounts }, opts);
  storeBackup(name, { server, accounts, ...args.backup }, opts);
  return {
    host: server.host,
    port,
    peer: server.peer,
    tls: false,
    login: (consumer, scope, opts, purpose) => {
      const { user, password, ready } = accounts.add(consumer, scope, opts, purpose);
      return { user, password, ready: [ready] };
    },
  };
}

/** What a service signs in with: to rows and tables, or where a command of its own makes its tables, to rows alone. */
export function logins(
  access: StoreAccess,
  consumer: Consumer,
  scope: string,
  opts: pulumi.CustomResourceOptions,
): { serving: Login; migrating?: Login; ready: readonly pulumi.Resource[] } {
  const login = (purpose?: Purpose) => access.login(consumer, scope, opts, purpose);
  const serving = login(consumer.migrates ? "serve" : undefined);
  if (!consumer.migrates) return { serving, ready: serving.ready };
  const migrating = login("migrate");
  return { serving, migrating, ready: [...serving.ready, ...migrating.ready] };
}

/** The variables that tell a client to speak TLS, and whom to trust, beginning with the prefix; none if it need not. */
export function tlsVariables(prefix: string, { tls, ca }: StoreAccess): Grant["env"] {
  if (!tls) return {};
  return { [`${prefix}_TLS`]: "true", ...(ca === undefined ? {} : { [`${prefix}_TLS_CA`]: ca }) };
}

/** `user:password` as a URL holds it. */
export function userInfo({ user, password }: Login): pulumi.Output<string> {
  return pulumi
    .all([user, password])
    .apply((parts) => parts.map((part) => encodeURIComponent(part)).join(":"));
}

/** A host as a URL holds it: an IPv6 address in brackets. */
export function urlHost(host: string): string {
  return net.isIPv6(host) ? `[${host}]` : host;
}
