import { privateRegistry } from "../../sandbox/sandbox";
import type { Certificate } from "./certificate";

export const namespace = "slipway-prod";

/** Below localhost, so that a browser finds it as well. */
export const domain = "prod.localhost";

/**
 * All that is not as Pulumi.prod.yaml has it: what one node of two cores, on a machine that no DNS knows, cannot have.
 * Whoever deploys to a cluster of their own changes the first group, too.
 */
export const overrides = {
  "slipway:kubeContext": "minikube",
  // A dev stack on the same machine keeps its own.
  "slipway:namespace": namespace,
  "slipway:domain": domain,
  "slipway:registry": `${privateRegistry}/slipway`,
  "slipway:storageClass": "standard",
  "slipway:ingressClass": "traefik",
  "slipway:ingressController": "traefik",
  "slipway:ingressAnnotations": {},
  // Nobody signs a certificate for such a name: the stack is given one.
  "slipway:tlsIssuer": "",

  // The floors and ceilings of a node with two cores.
  "slipway:userReplicas": 2,
  "slipway:userMaxReplicas": 4,
  "slipway:eventReplicas": 2,
  "slipway:eventMaxReplicas": 3,
  "slipway:bookingReplicas": 2,
  "slipway:bookingMaxReplicas": 3,
  "slipway:frontendReplicas": 2,
  "slipway:frontendMaxReplicas": 3,
  "slipway:helloReplicas": 2,
  "slipway:helloMaxReplicas": 3,
};

/** What the settings name in clear and what they hold as secrets, once there is a registry and a certificate. */
export function credentials(
  login: { username: string; password: string },
  certificate: Certificate,
): { plain: Record<string, unknown>; secret: Record<string, string> } {
  return {
    plain: {
      "slipway:registryUsername": login.username,
      "slipway:tlsCertificate": certificate.certificate,
    },
    secret: {
      "slipway:registryPassword": login.password,
      "slipway:tlsKey": certificate.key,
    },
  };
}
