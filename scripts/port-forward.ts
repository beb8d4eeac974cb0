import { spawn } from "node:child_process";
import { Failure } from "./failure";
import type { Kubectl } from "./kubectl";
import { accepts } from "./serving";

/** A port of 127.0.0.1 that leads into the cluster, by the API server and the kubelet: no NetworkPolicy is asked. */
export interface PortForward {
  readonly port: number;
  /** Settles once kubectl has ended, for whatever reason, with its last words. */
  readonly ended: Promise<string>;
  close(): void;
}

export interface PortForwardOptions {
  /** Milliseconds in which it has to stand. @default 60 s */
  patience?: number;
  /** Ends it. @default `close` alone */
  signal?: AbortSignal;
}

/** Characters of what kubectl says that are kept: it has a line for each connection. */
const width = 2_000;

/**
 * Has a port of this machine lead to a Service or a pod until `close`.
 *
 * @param to As kubectl names it, such as service/user.
 * @param ports Of this machine, 0 for an unused one, and of what it leads to.
 * @throws Failure when the port of this machine is taken, or what it is to lead to cannot be reached.
 */
export async function portForward(
  kubectl: Kubectl,
  to: string,
  { local = 0, remote }: { local?: number; remote: number },
  { patience = 60_000, signal }: PortForwardOptions = {},
): Promise<PortForward> {
  if (local !== 0 && (await isTaken(local))) {
    throw new Failure(
      `Port ${local} of this machine, which is to lead to ${to} in the cluster, is taken. ` +
        `Stop what listens there (on a Mac often the AirPlay receiver), then try again.`,
    );
  }
  const child = spawn(
    "kubectl",
    kubectl.placed([
      ...["port-forward", "--address=127.0.0.1", to],
      `${local === 0 ? "" : local}:${remote}`,
    ]),
    { env: kubectl.environment, stdio: ["ignore", "pipe", "pipe"], signal },
  );
  const said = { stdout: "", stderr: "" };
  const standing = new Promise<number>((resolve) => {
    for (const output of ["stdout", "stderr"] as const) {
      child[output].setEncoding("utf8").on("data", (text: string) => {
        said[output] = (said[output] + text).slice(-width);
        const [, port] = /Forwarding from 127\.0\.0\.1:(\d+) ->/.exec(said.stdout) ?? [];
        if (port !== undefined) resolve(Number(port));
      });
    }
  });
  const ended = new Promise<string>((resolve) => {
    child.once("error", ({ message }) => (said.stderr += message));
    child.once("close", () => resolve(said.stderr.trim()));
  });
  const close = () => void child.kill();
  const timer = setTimeout(close, patience);
  const port = await Promise.race([standing, ended]).finally(() => clearTimeout(timer));
  if (typeof port === "number") return { port, ended, close };
  const why = port === "" ? `it does not stand after ${patience / 1000} s` : port;
  throw new Failure(`kubectl could not lead a port of this machine to ${to}: ${why}`);
}

/** Whether something listens at a port of 127.0.0.1: on a Mac, who asks for it then would still be given it. */
export function isTaken(port: number): Promise<boolean> {
  return accepts({ host: "127.0.0.1", port });
}
