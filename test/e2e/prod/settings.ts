import { randomBytes } from "node:crypto";
import { link } from "../../sandbox/addresses";
import { privateRegistry } from "../../sandbox/sandbox";
import type { Certificate } from "./certificate";

export const namespace = "slipway-prod";

/** Below localhost, so that a browser finds it as well. */
export const domain = "prod.localhost";

/** Where the stack's backups go: to an S3 server of this machine, which runs while they are tried. */
export const bucket = {
  host: link.machine,
  port: 17480,
  name: "slipway-backups",
  accessKey: "slipway",
  secretKey: randomBytes(18).toString("hex"),
};

const unlimited = {
  LOGIN_FAILURES_PER_CLIENT: 1_000_000,
  LOGINS_PER_CLIENT: 1_000_000,
  REGISTRATIONS_PER_CLIENT: 1_000_000,
};

/**
 * All that is not as Pulumi.prod.yaml has it, as a merge patch: what one node of two cores, on a machine that no DNS
 * knows, cannot have. Whoever deploys to a cluster of their own changes the first group, too.
 */
export const overrides = {
  // A dev stack on the same machine keeps its own namespace.
  "slipway:cluster": { context: "minikube", namespace },
  "slipway:registry": { address: `${privateRegistry}/slipway` },
  "slipway:gateway": {
    domain,
    class: "traefik",
    controller: "traefik",
    // Nobody signs a certificate for such a name: the stack is given one.
    tls: { issuer: null },
  },

  "slipway:backups": {
    // Never while it is tested: once in four years.
    cron: "0 0 29 2 *",
    s3: {
      endpoint: `http://${bucket.host}:${bucket.port}`,
      region: "us-east-1",
      bucket: bucket.name,
      accessKey: bucket.accessKey,
      cidrs: [`${bucket.host}/32`],
    },
  },

  // The floors, ceilings and shares of a node with two cores.
  "slipway:services": {
    // All requests come from this one machine, and a load of failed logins is what the autoscaler is tried with.
    user: { replicas: 2, maxReplicas: 4, cpu: "50m", env: unlimited },
    eventservice: { replicas: 2, maxReplicas: 3, cpu: "50m" },
    bookingservice: { replicas: 2, maxReplicas: 3, cpu: "50m" },
    frontend: { replicas: 2, maxReplicas: 3 },
    hello: { replicas: 2, maxReplicas: 3 },
  },
  "slipway:stores": {
    "mysql-for-user": { cpu: "100m" },
    "redis-for-user": { cpu: "50m" },
    "events-db": { cpu: "50m" },
    "bookings-db": { cpu: "50m" },
    "amqp-broker": { cpu: "50m" },
  },
};

/** What the settings name in clear and what they hold as secrets, once there is a registry and a certificate. */
export function credentials(
  login: { username: string; password: string },
  { certificate, key }: Certificate,
): { plain: Record<string, unknown>; secret: Record<string, string> } {
  return {
    plain: {
      "slipway:registry": { username: login.username },
      "slipway:gateway": { tls: { certificate } },
    },
    secret: {
      "registry.password": login.password,
      "gateway.tls.key": key,
      "backups.s3.secretKey": bucket.secretKey,
    },
  };
}
