import type { types } from "@pulumi/kubernetes";

export interface HttpProbes {
  /** The path that says that the process lives; false for none: only its end restarts it. */
  liveness: string | false;
  /** The path that says that it can take requests. */
  readiness: string;
  /** The name of the container's port that is asked. */
  port: string;
  /** Seconds that it has to start. @default 60 */
  startSeconds?: number;
  /** How often it may say nothing, asked every ten seconds, before it is restarted. @default 3 */
  livenessFailures?: number;
  /** How often it may say nothing, asked every two seconds, before it is out of rotation. @default 2 */
  readinessFailures?: number;
}

type Probes = Pick<
  types.input.core.v1.Container,
  "startupProbe" | "livenessProbe" | "readinessProbe"
>;

/** A minute to start; from then on out of rotation after 4 s without an answer, and restarted after 30 s. */
export function httpProbes({ liveness, readiness, port, ...probes }: HttpProbes): Probes {
  const { startSeconds = 60, livenessFailures = 3, readinessFailures = 2 } = probes;
  const readinessProbe = {
    httpGet: { path: readiness, port },
    timeoutSeconds: 2,
    periodSeconds: 2,
    failureThreshold: readinessFailures,
  };
  // A startup probe restarts what does not start, as a liveness probe would.
  if (liveness === false) return { readinessProbe };
  const alive = { httpGet: { path: liveness, port }, timeoutSeconds: 5 };
  return {
    startupProbe: { ...alive, periodSeconds: 1, failureThreshold: startSeconds },
    livenessProbe: { ...alive, periodSeconds: 10, failureThreshold: livenessFailures },
    readinessProbe,
  };
}
