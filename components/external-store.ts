import type * as pulumi from "@pulumi/pulumi";

/** A store that somebody else runs, and the account there that every service with an edge to it gets. */
export interface ExternalStore {
  /** A DNS name; without TLS an IP address too. */
  host: string;
  port: number;
  /** The addresses that the host has, as a range such as 10.0.0.0/24: what a service may connect to. */
  cidr: string;
  /** Whether connections are encrypted, with the server's certificate verified. */
  tls: boolean;
  /** The certificate that the server's is signed with, in PEM. @default the well-known authorities */
  ca?: string;
  user: string;
  password: pulumi.Output<string>;
  /** The database, or RabbitMQ's virtual host. @default as in the cluster */
  database?: string;
}
