import * as fs from "node:fs";
import * as net from "node:net";
import * as os from "node:os";
import * as path from "node:path";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import { refuse } from "../program/refusal";

/** How long the API server may take to accept a connection, in milliseconds. */
const connectTimeout = 5_000;

/**
 * The provider for one cluster, named by its kubeconfig context: nothing reaches another one by accident.
 *
 * Fails before anything is created, in a sentence that says what to do, when the context does not exist or when
 * its API server does not accept a connection.
 *
 * @param allowed What must have resolved before the cluster is asked for anything.
 */
export function clusterProvider(context: string, allowed: Promise<void>): kubernetes.Provider {
  const server = serverOf(context);
  const problem = server === undefined ? Promise.resolve(undefined) : connectionProblem(server);
  const reached = Promise.all([problem, allowed]).then(([reason]) =>
    reason === undefined
      ? context
      : refuse(
          `cluster.context is "${context}", whose cluster at ${server?.origin} cannot be reached (${reason}). ` +
            `Start that cluster (for minikube: "minikube start"), or set cluster.context to another context.`,
        ),
  );
  return new kubernetes.Provider("cluster", {
    context: reached,
    // Which cluster it is, the guard knows; by its own measure the provider would take the same cluster under another
    // context's name for another one, and have everything made anew.
    clusterIdentifier: pulumi.getStack(),
    // Where the kubeconfig lies is the machine's business: by default its path would stand in the state, and the
    // same stack in another shell would be a change.
    kubeconfig: "",
  });
}

interface Kubeconfig {
  contexts?: { name: string; context: { cluster: string } }[];
  clusters?: { name: string; cluster: { server?: string; "proxy-url"?: string } }[];
}

/** The context's API server; undefined behind a proxy, where a connection of our own would prove nothing. */
function serverOf(context: string): URL | undefined {
  const files = kubeconfigFiles();
  const configs = files.filter(fs.existsSync).map(readKubeconfig);
  const contexts = configs.flatMap((config) => config.contexts ?? []);
  const clusterName = contexts.find(({ name }) => name === context)?.context.cluster;
  const cluster = configs
    .flatMap((config) => config.clusters ?? [])
    .find(({ name }) => name === clusterName)?.cluster;
  if (cluster?.server === undefined) {
    const names = contexts.map(({ name }) => `"${name}"`).join(", ");
    throw new pulumi.RunError(
      `cluster.context is "${context}", but ${files.join(" and ")} ${files.length > 1 ? "have" : "has"} no such context ` +
        `(there is ${names === "" ? "none" : names}). Start the cluster that makes it (for minikube: "minikube ` +
        `start"), or set cluster.context to one that exists.`,
    );
  }
  const proxy = cluster["proxy-url"] ?? process.env["HTTPS_PROXY"] ?? process.env["https_proxy"];
  return proxy === undefined || proxy === "" ? new URL(cluster.server) : undefined;
}

function kubeconfigFiles(): string[] {
  const listed = (process.env["KUBECONFIG"] ?? "")
    .split(path.delimiter)
    .filter((file) => file !== "");
  return listed.length > 0 ? listed : [path.join(os.homedir(), ".kube", "config")];
}

function readKubeconfig(file: string): Kubeconfig {
  try {
    return (parse(fs.readFileSync(file, "utf8")) as Kubeconfig | null) ?? {};
  } catch (error) {
    throw new pulumi.RunError(`${file} is not a readable kubeconfig: ${(error as Error).message}`);
  }
}

function connectionProblem(server: URL): Promise<string | undefined> {
  return new Promise((resolve) => {
    const port =
      server.port === "" ? (server.protocol === "http:" ? 80 : 443) : Number(server.port);
    const socket = net.connect({ host: server.hostname.replace(/^\[|\]$/g, ""), port });
    const finish = (problem?: string) => {
      socket.destroy();
      resolve(problem);
    };
    const late = `no answer within ${connectTimeout / 1000} s`;
    // On a machine too busy to look for so long, a connection may have come: it is seen before what is set here is run.
    socket.setTimeout(connectTimeout, () => setImmediate(() => finish(late)));
    socket.once("connect", () => finish());
    socket.once("error", (error) => finish(error.message));
  });
}
