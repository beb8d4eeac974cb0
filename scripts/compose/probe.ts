import { readFileSync } from "node:fs";
import * as path from "node:path";
import type { Container, Probe } from "./objects";

const ask = readFileSync(path.join(__dirname, "ask.sh"), "utf8");

/** Seconds that an update gives to what starts: a readiness probe alone sets none. Who is ready sooner is so at once. */
const leastStart = 300;

export interface Healthcheck {
  test: string[];
  interval: string;
  timeout: string;
  retries: number;
  /** For how long a container may take to become healthy before it counts as unhealthy. */
  start_period: string;
}

/**
 * What tells Compose that a container serves: its readiness probe, asked from inside of it. Kubernetes asks over the
 * network, for which an image needs nothing; here it needs bash, curl or wget (ask.sh).
 */
export function healthcheck(container: Container): Healthcheck | undefined {
  const { readinessProbe: probe, startupProbe: start } = container;
  if (probe === undefined) return undefined;
  const { periodSeconds: every = 10, failureThreshold: times = 3 } = start ?? {};
  return {
    test: ["CMD", ...command(container, probe)],
    interval: `${probe.periodSeconds ?? 10}s`,
    timeout: `${probe.timeoutSeconds ?? 1}s`,
    retries: probe.failureThreshold ?? 3,
    start_period: `${Math.max(leastStart, every * times)}s`,
  };
}

function command(container: Container, { exec, httpGet, tcpSocket }: Probe): string[] {
  if (exec !== undefined) return exec.command;
  if (httpGet !== undefined) {
    return ["sh", "-euc", ask, "ask.sh", String(portOf(container, httpGet.port)), httpGet.path];
  }
  if (tcpSocket !== undefined) {
    return ["sh", "-euc", ask, "ask.sh", String(portOf(container, tcpSocket.port))];
  }
  throw new Error(`${container.name}: the readiness probe asks neither by a command nor at a port`);
}

/** A port's number, which may be said by its name. */
export function portOf({ name, ports = [] }: Container, port: string | number): number {
  if (typeof port === "number") return port;
  const named = ports.find((each) => each.name === port);
  if (named === undefined) throw new Error(`${name}: there is no port named ${port}`);
  return named.containerPort;
}
