import * as net from "node:net";
import * as pulumi from "@pulumi/pulumi";
import type { App } from "../app";
import type { MySqlSettings } from "../config/part-schemas";
import { contains } from "../config/formats";
import type { Resources } from "../kubernetes/resources";
import type { StoreAccess } from "./store-access";

/** A store that somebody else runs, and the account there that every service with an edge to it gets. */
export type ExternalStore = NonNullable<MySqlSettings["external"]>;

/**
 * A store outside: nothing waits for it, and its one account is everybody's.
 *
 * @param resources What its server in the cluster takes, or took: while services move from one to the other, the
 *   namespace has room for both.
 */
export function externalStore(
  app: App,
  name: string,
  store: ExternalStore,
  resources: Resources,
): StoreAccess {
  app.namespace.declare(name, { pods: { count: 1, ...resources } });
  const { host, port, cidr, tls, ca, user, database } = store;
  const mistake = (field: string, sentence: string) =>
    app.settings.mistake(`stores.${name}.external.${field}`, sentence);
  const isAddress = net.isIP(host) !== 0;
  if (tls && isAddress) {
    const allowed = "a DNS name where tls is true: it is what the certificate is verified for";
    mistake("host", `is "${host}", but must be ${allowed}`);
  }
  if (isAddress && !contains(cidr, host)) {
    mistake("cidr", `is "${cidr}", but must contain the host ${host}`);
  }
  const password = pulumi.secret(store.password);
  return {
    host,
    port,
    tls,
    ca,
    database,
    peer: { cidrs: [cidr] },
    login: () => ({ user, password, ready: [] }),
  };
}
