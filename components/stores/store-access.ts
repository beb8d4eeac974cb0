import * as net from "node:net";
import * as pulumi from "@pulumi/pulumi";
import type { Consumer, Grant, Peer } from "../edges/link";
import type { Accounts } from "./accounts";
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
  /** @param scope What an account of the consumer's own is limited to. */
  login(consumer: Consumer, scope: string, opts: pulumi.CustomResourceOptions): Login;
}

/** A store in the cluster, where each edge has an account of its own. */
export function deployedStore(
  server: StatefulServer,
  port: number,
  accounts: Pick<Accounts, "add">,
): StoreAccess {
  return {
    host: server.host,
    port,
    peer: server.peer,
    tls: false,
    login: (consumer, scope, opts) => {
      const { user, password, ready } = accounts.add(consumer, scope, opts);
      return { user, password, ready: [ready] };
    },
  };
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
