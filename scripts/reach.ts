/** How a stack is reached from outside, as its program, its cluster and this machine tell. */
export interface WayIn {
  urls: readonly URL[];
  exposure: "ingress" | "loadBalancer" | "nodePort";
  /** Where each host is to lead to: the stack's output of that name. */
  addresses: Readonly<Record<string, readonly string[]>>;
  /** The nodes' addresses, those first that are for outside. */
  nodes: readonly string[];
  /** Services that have a port of the nodes to themselves. */
  nodePorts: readonly { service: string; port: number }[];
  /** What runs the cluster, where that is minikube. */
  minikube: { profile: string; driver: string } | undefined;
  platform: NodeJS.Platform;
  /** The command that leads a port of this machine to the way in, where that has a Service. */
  forward: string | undefined;
}

/** The addresses of names, as this machine finds them. */
export type Resolved = Readonly<Record<string, readonly string[]>>;

/** What answers this machine: undefined where nothing does. */
export interface Answering {
  /** The address at which the hosts of the URLs are served. */
  entrance: string | undefined;
  /** The address of a node at which its ports answer. */
  node: string | undefined;
}

/** Where a URL's server listens. */
export function portOf({ port, protocol }: URL): number {
  if (port !== "") return Number(port);
  return protocol === "https:" ? 443 : 80;
}

/** The addresses at which the hosts may be served, those first that the names lead to. */
export function entrances(
  { urls, exposure, addresses, nodes }: WayIn,
  resolved: Resolved,
): string[] {
  const hosts = urls.map(({ hostname }) => hostname);
  const named = hosts.flatMap((host) => addressesOf(host, resolved));
  const said = hosts.flatMap((host) => addresses[host] ?? []);
  const balanced = said.flatMap((name) => resolved[name] ?? [name]);
  // An ingress controller of minikube's listens on the node.
  const others = exposure === "loadBalancer" ? [] : nodes;
  // Last, since another web server of this machine may answer there to any host.
  return [...new Set([...named, ...balanced, ...others, "127.0.0.1"])];
}

/** The URLs, and what is to be done for this machine to reach those that it does not yet. */
export function reachText(wayIn: WayIn, resolved: Resolved, answering: Answering): string {
  const { urls } = wayIn;
  const { entrance } = answering;
  const hosts = [...new Set(urls.map(({ hostname }) => hostname))];
  const lost = hosts.filter(
    (host) =>
      entrance === undefined ||
      !addressesOf(host, resolved).some((address) => isSame(address, entrance)),
  );
  const lines = [...urls.map(({ href }) => href), ...nodePortLines(wayIn, answering)];
  return [
    "The stack serves:",
    ...lines.map((line) => `  ${line}`),
    ...(lost.length === 0 ? [] : hints(wayIn, lost, entrance)),
  ].join("\n");
}

function nodePortLines({ nodePorts, nodes }: WayIn, { node }: Answering): string[] {
  return nodePorts.map(({ service, port }) =>
    node === undefined
      ? `http://${urlHost(nodes[0] ?? "NODE")}:${port}/ where the nodes are reached, or npm run open -- ${service}`
      : `http://${urlHost(node)}:${port}/`,
  );
}

function hints(wayIn: WayIn, lost: readonly string[], entrance: string | undefined): string[] {
  const { exposure, addresses, minikube, platform, forward, urls } = wayIn;
  const records = minikube === undefined ? lost.flatMap((host) => recordsOf(host, wayIn)) : [];
  if (records.length > 0) {
    return [
      "The DNS records to be made:",
      ...records.map((record) => `  ${record}`),
      ...(entrance === undefined
        ? ["What they lead to does not answer this machine, or not yet."]
        : [
            "Until they are, a line in /etc/hosts has this machine reach it:",
            hostsLine(entrance, lost),
          ]),
    ];
  }
  // Browsers and curl take such a name for this machine, whatever /etc/hosts says.
  const isLocal = lost.some(isLocalhost);
  if (entrance !== undefined && !isLocal) {
    return ["A line in /etc/hosts has this machine reach it:", hostsLine(entrance, lost)];
  }
  const isInContainer = ["docker", "podman"].includes(minikube?.driver ?? "");
  const tunnelled =
    minikube !== undefined && isInContainer && platform === "darwin" && exposure !== "nodePort";
  const command = tunnelled
    ? `minikube tunnel --profile=${minikube.profile}`
    : forward && `${urls.some((url) => portOf(url) < 1024) ? "sudo -E " : ""}kubectl ${forward}`;
  const missing =
    exposure === "loadBalancer" && lost.every((host) => (addresses[host] ?? []).length === 0);
  return [
    ...(missing && !tunnelled ? ["The load balancer has no address yet."] : []),
    ...(command === undefined
      ? []
      : ["This command, left running, makes it reachable from this machine:", `  ${command}`]),
    ...(isLocal || command === undefined
      ? []
      : ["with a line in /etc/hosts:", hostsLine("127.0.0.1", lost)]),
  ];
}

/** A line for each address of a host: none for a name that no DNS may have. */
function recordsOf(host: string, { exposure, addresses, nodes }: WayIn): string[] {
  if (isLocalhost(host)) return [];
  const targets = exposure === "nodePort" ? nodes : (addresses[host] ?? []);
  return targets
    .filter((target) => !isLoopback(target))
    .map((target) => `${host}. ${recordType(target)} ${target}`);
}

function recordType(target: string): string {
  if (target.includes(":")) return "AAAA";
  return /^[\d.]+$/.test(target) ? "A" : "CNAME";
}

function hostsLine(address: string, hosts: readonly string[]): string {
  return `  ${address} ${hosts.join(" ")}`;
}

/** Names below localhost are this machine's, whatever is asked: https://www.rfc-editor.org/rfc/rfc6761#section-6.3 */
function addressesOf(host: string, resolved: Resolved): readonly string[] {
  return isLocalhost(host) ? ["127.0.0.1"] : (resolved[host] ?? []);
}

function isLocalhost(host: string): boolean {
  return /(^|\.)localhost$/.test(host);
}

function isLoopback(address: string): boolean {
  return /^127\./.test(address) || address === "::1";
}

function isSame(one: string, other: string): boolean {
  return one === other || (isLoopback(one) && isLoopback(other));
}

function urlHost(address: string): string {
  return address.includes(":") ? `[${address}]` : address;
}
