import * as http from "node:http";
import * as https from "node:https";

/** How a stack is reached on this machine. */
export interface Entrance {
  namespace: string;
  domain: string;
  /** Who vouches for its certificate, as PEM. @default none: plain http */
  authority?: string;
  /** @default "127.0.0.1" */
  address?: string;
  /** @default the scheme's own */
  port?: number;
}

let entrance: Entrance = { namespace: "slipway", domain: "slipway.localhost" };

/** Makes another stack than dev the one that is looked at and asked from now on. */
export function enterBy(other: Entrance): void {
  entrance = other;
}

/** The namespace of the stack. */
export function namespace(): string {
  return entrance.namespace;
}

/** Begins a request to a host below the stack's domain, through the gateway. */
export function begin(
  host: string,
  options: http.RequestOptions,
  answered: (response: http.IncomingMessage) => void,
): http.ClientRequest {
  const { domain, authority, address = "127.0.0.1", port } = entrance;
  const name = `${host}.${domain}`;
  const all = { ...options, host: address, port, headers: { host: name, ...options.headers } };
  return authority === undefined
    ? http.request(all, answered)
    : https.request({ ...all, servername: name, ca: authority }, answered);
}

/** Keeps connections to the gateway open between requests. */
export function keepAlive(): http.Agent {
  const { authority } = entrance;
  return authority === undefined
    ? new http.Agent({ keepAlive: true })
    : new https.Agent({ keepAlive: true });
}
