import * as dns from "node:dns/promises";
import { ask, installed } from "./command";
import type { Kubectl } from "./kubectl";
import { type Answering, entrances, portOf, type Resolved, type WayIn } from "./reach";
import { accepts, serves } from "./serving";
import type { StackProgram, StackSettings } from "./stack-program";

/** What of the nodes and Services is read, as the API server gives it. */
export interface Node {
  metadata: { labels?: Record<string, string> };
  status: { addresses?: { type: string; address: string }[] };
}

export interface Service {
  metadata: { name: string };
  spec: { type?: string; ports?: { port: number; nodePort?: number }[] };
}

/** The Service that the hosts of a stack are led to by, from within the cluster. */
export interface EntranceService {
  kubectl: Kubectl;
  name: string;
  port: number;
}

/** What is known of a stack's way in, and the Service that it goes by, where there is one. */
export async function wayInOf(
  kubectl: Kubectl,
  program: StackProgram,
  settings: StackSettings,
  { urls: texts = [], addresses = {} }: { urls?: string[]; addresses?: WayIn["addresses"] },
): Promise<{ wayIn: WayIn; service: EntranceService | undefined }> {
  const { exposure = "ingress" } = settings.gateway as { exposure?: WayIn["exposure"] };
  const place = kubectl.in(settings.controllerNamespace ?? kubectl.namespace);
  const [nodes, controllers, own] = await Promise.all([
    list<Node>(kubectl, "nodes"),
    list<Service>(place, "services"),
    list<Service>(kubectl, "services"),
  ]);
  const urls = texts.map((text) => new URL(text));
  const [proxy] = program.resources.filter(({ type }) => type === "slipway:index:ReverseProxy");
  const [url] = urls;
  const port = url?.protocol === "https:" ? 443 : 80;
  const name = proxy?.name ?? controllerOf(controllers, port);
  const service = name === undefined ? undefined : { kubectl: place, name, port };
  const local = url === undefined ? port : portOf(url);
  const wayIn: WayIn = {
    ...{ urls, exposure, addresses, nodes: addressesOf(nodes) },
    nodePorts: nodePortsOf(own.filter(({ metadata }) => metadata.name !== proxy?.name)),
    minikube: await minikubeOf(nodes),
    platform: process.platform,
    forward:
      service &&
      place.placed(["port-forward", `service/${service.name}`, `${local}:${port}`]).join(" "),
  };
  return { wayIn, service };
}

/**
 * The Service of an ingress controller: not that of its admission webhook, and one for inside, such as of another program
 * in its namespace, only where there is no other.
 */
export function controllerOf(services: readonly Service[], port: number): string | undefined {
  const isForOutside = ({ spec: { type } }: Service) =>
    type === "LoadBalancer" || type === "NodePort";
  const all = services.filter(
    ({ metadata, spec }) =>
      !metadata.name.endsWith("-admission") && spec.ports?.some((each) => each.port === port),
  );
  return (all.find(isForOutside) ?? all[0])?.metadata.name;
}

export function nodePortsOf(services: readonly Service[]): WayIn["nodePorts"] {
  return services.flatMap(({ metadata, spec }) =>
    spec.type !== "NodePort"
      ? []
      : (spec.ports ?? []).flatMap(({ nodePort }) =>
          nodePort === undefined ? [] : [{ service: metadata.name, port: nodePort }],
        ),
  );
}

/** Where the nodes are reached from outside, where they have such addresses, else those of their own network. */
export function addressesOf(nodes: readonly Node[]): string[] {
  const all = nodes.flatMap(({ status }) => status.addresses ?? []);
  const of = (wanted: string) =>
    all.filter(({ type }) => type === wanted).map(({ address }) => address);
  const outside = of("ExternalIP");
  return outside.length > 0 ? outside : of("InternalIP");
}

async function minikubeOf(nodes: readonly Node[]): Promise<WayIn["minikube"]> {
  const profile = nodes[0]?.metadata.labels?.["minikube.k8s.io/name"];
  if (profile === undefined || !installed("minikube")) return undefined;
  const { stdout } = await ask("minikube", ["profile", "list", "--light", "--output=json"]);
  return { profile, driver: driverIn(stdout, profile) };
}

/** The driver of a profile, from what `minikube profile list --output=json` says; "" where it does not. */
export function driverIn(text: string, profile: string): string {
  try {
    const { valid = [] } = JSON.parse(text) as {
      valid?: { Name: string; Config?: { Driver?: string } }[];
    };
    return valid.find(({ Name }) => Name === profile)?.Config?.Driver ?? "";
  } catch {
    return "";
  }
}

/** The addresses of the hosts and of what they are to lead to, as this machine finds them now. */
export async function resolve({ urls, addresses }: WayIn): Promise<Resolved> {
  const names = [...urls.map(({ hostname }) => hostname), ...Object.values(addresses).flat()];
  const found = [...new Set(names)].map(async (name) => {
    const all = await dns.lookup(name, { all: true }).catch(() => []);
    return [name, all.map(({ address }) => address)] as const;
  });
  return Object.fromEntries(await Promise.all(found));
}

/** Tries where the stack answers this machine. */
export async function answering(wayIn: WayIn, resolved: Resolved): Promise<Answering> {
  const { urls, nodes, nodePorts } = wayIn;
  const candidates = entrances(wayIn, resolved).map(async (host) => {
    const answers = await Promise.all(urls.map((url) => serves(url, { host, port: portOf(url) })));
    return answers.some((served) => served) ? [host] : [];
  });
  const [port] = nodePorts.map((each) => each.port);
  const open = nodes.map(async (host) =>
    port !== undefined && (await accepts({ host, port })) ? [host] : [],
  );
  const [entrance] = (await Promise.all(candidates)).flat();
  const [node] = (await Promise.all(open)).flat();
  return { entrance, node };
}

async function list<Item>(kubectl: Kubectl, kind: string): Promise<Item[]> {
  // What this account may not list is not known, and so not told.
  const { status, stdout } = await kubectl.attempt(["get", kind, "--output=json"]);
  return status === 0 ? (JSON.parse(stdout) as { items: Item[] }).items : [];
}
