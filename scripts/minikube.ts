import { spawn } from "node:child_process";
import { ask, run } from "./command";
import { Kubectl } from "./kubectl";
import { portForward } from "./port-forward";

const addons = ["registry", "ingress", "metrics-server"];

/** Starts minikube, unless it runs, with the add-ons that the dev stack needs. */
export async function startMinikube(): Promise<void> {
  const { stdout } = await ask("minikube", ["status", "--format", "{{.APIServer}}"]);
  if (stdout.trim() !== "Running") await run("minikube", ["start"]);
  for (const addon of addons) await run("minikube", ["addons", "enable", addon]);
}

/** Has the registry in the cluster answer at port 5000, for this machine and for the daemon that pushes to it. */
export async function forwardRegistry(): Promise<{ close(): void }[]> {
  const port = 5000;
  const cluster = new Kubectl("minikube", "kube-system");
  const here = await portForward(cluster, "service/registry", { local: port, remote: 80 });
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
