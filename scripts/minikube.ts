import { type ChildProcess, spawn } from "node:child_process";
import * as net from "node:net";
import { ask, run } from "./command";
import { Failure } from "./failure";

const addons = ["registry", "ingress", "metrics-server"];

/** Starts minikube, unless it runs, with the add-ons that the dev stack needs. */
export async function startMinikube(): Promise<void> {
  const { stdout } = await ask("minikube", ["status", "--format", "{{.APIServer}}"]);
  if (stdout.trim() !== "Running") await run("minikube", ["start"]);
  for (const addon of addons) await run("minikube", ["addons", "enable", addon]);
}

/**
 * Forwards a port of this machine to a Service of the cluster until `close`.
 *
 * @throws Failure when the port is taken or the Service cannot be reached.
 */
export async function forward(
  namespace: string,
  service: string,
  ports: { local: number; remote: number },
  context = "minikube",
): Promise<{ close(): void }> {
  if (await accepts(ports.local)) {
    throw new Failure(
      `Port ${ports.local} of this machine, which is to lead to ${service} in the cluster, is taken. ` +
        `Stop what listens there (on a Mac often the AirPlay receiver), then try again.`,
    );
  }
  const child = spawn(
    "kubectl",
    portForward(context, namespace, service, `${ports.local}:${ports.remote}`),
    { stdio: ["ignore", "ignore", "inherit"] },
  );
  const close = () => void child.kill();
  try {
    await connection(ports.local, child);
  } catch (error) {
    close();
    throw error;
  }
  return { close };
}

/** Has the registry in the cluster answer at port 5000, for this machine and for the daemon that pushes to it. */
export async function forwardRegistry(): Promise<{ close(): void }[]> {
  const port = 5000;
  const here = await forward("kube-system", "registry", { local: port, remote: 80 });
  return process.platform === "darwin" ? [here, forwardFromDockerDesktop(port)] : [here];
}

/**
 * Leads a port of the machine in which Docker Desktop runs its daemon to the same port of this one, until `close`: what
 * the daemon pushes to localhost would end in there.
 */
function forwardFromDockerDesktop(port: number): { close(): void } {
  const child = spawn("docker", desktopForward(port), { stdio: ["ignore", "ignore", "inherit"] });
  return { close: () => void child.kill() };
}

/** As minikube documents it for macOS: https://minikube.sigs.k8s.io/docs/handbook/registry/#docker-on-macos */
export function desktopForward(port: number): string[] {
  const ways = [`TCP-LISTEN:${port},reuseaddr,fork`, `TCP:host.docker.internal:${port}`];
  return ["run", "--rm", "--network=host", "alpine/socat:1.8.0.3", ...ways];
}

/** The arguments with which kubectl forwards a port to a cluster. */
export function portForward(
  context: string,
  namespace: string,
  service: string,
  ports: string,
): string[] {
  return [
    `--context=${context}`,
    "port-forward",
    `--namespace=${namespace}`,
    `service/${service}`,
    ports,
  ];
}

/** Waits until the port accepts a connection: kubectl has no other word for "ready". */
async function connection(port: number, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await accepts(port))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      throw new Failure(`kubectl could not forward port ${port}; its message is above.`);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}
