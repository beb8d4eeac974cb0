import type { types } from "@pulumi/kubernetes";

export interface HttpProbes {
  /** The path that says that the process lives. */
  liveness: string;
  /** The path that says that it can take requests. */
  readiness: string;
  /** The name of the container's port that is asked. */
  port: string;
}

type Probes = Pick<
  types.input.core.v1.Container,
  "startupProbe" | "livenessProbe" | "readinessProbe"
>;

/** A minute to start; from then on out of rotation after 4 s without an answer, and restarted after 30 s. */
export function httpProbes({ liveness, readiness, port }: HttpProbes): Probes {
  const alive = { httpGet: { path: liveness, port }, timeoutSeconds: 5 };
  return {
    startupProbe: { ...alive, periodSeconds: 1, failureThreshold: 60 },
    livenessProbe: { ...alive, periodSeconds: 10, failureThreshold: 3 },
    readinessProbe: {
      httpGet: { path: readiness, port },
      timeoutSeconds: 2,
      periodSeconds: 2,
      failureThreshold: 2,
    },
  };
}
