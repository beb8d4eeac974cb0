import assert from "node:assert/strict";
import type { types } from "@pulumi/kubernetes";
import { contains } from "../../components/config/formats";
import type { App } from "../../components/app";
import { Gateway } from "../../components/gateway";
import { MongoDb } from "../../components/mongodb";
import { RabbitMq } from "../../components/rabbitmq";
import { Redis } from "../../components/redis";
import { Service } from "../../components/service";
import { anyImage as image, type Deployed, deployApp, deployDev } from "../deploy";

type Labels = Record<string, string>;
type Direction = "Ingress" | "Egress";
type NetworkPolicy = types.output.networking.v1.NetworkPolicy;
type Peer = types.output.networking.v1.NetworkPolicyPeer;
type Port = types.output.networking.v1.NetworkPolicyPort;

/** Something that connects, or is connected to. */
interface End {
  name: string;
  /** undefined outside the cluster */
  namespace?: string;
  /** Where it is, if it is none of the pods' addresses that no range of a policy is about. */
  address?: string;
  labels: Labels;
  ports: Pick<types.output.core.v1.ContainerPort, "name" | "containerPort">[];
}

const dns: End = {
  name: "dns",
  namespace: "kube-system",
  labels: { "k8s-app": "kube-dns" },
  ports: [],
};
/** A cache of names on every node: https://kubernetes.io/docs/tasks/administer-cluster/nodelocaldns/. */
const nodeCache: End = { name: "node cache", address: "169.254.20.10", labels: {}, ports: [] };
const internet: End = { name: "the internet", address: "198.51.100.1", labels: {}, ports: [] };
const ingress: End = { name: "ingress", namespace: "ingress-nginx", labels: {}, ports: [] };

describe("network policies", () => {
  describe("of the dev stack", () => {
    let dev: Deployed;
    before(async () => {
      dev = await deployDev();
    });

    it("let those connect whom an edge, a route, a node's port or a store's own jobs connect, and nobody else", () => {
      const { inside, fromOutside, lookups } = declared(dev);
      assert.deepEqual(connections(dev), sorted([...inside, ...fromOutside, ...lookups]));
    });

    it("deny the same on both sides, so that neither half relies on the other", () => {
      const { inside, fromOutside, lookups, open } = declared(dev);
      const policies = policiesOf(dev);
      assert.deepEqual(connections(dev, policies, ["Egress"]), sorted([...inside, ...lookups]));
      assert.deepEqual(
        connections(dev, policies, ["Ingress"]),
        sorted([...inside, ...fromOutside, ...open]),
      );
    });

    it("open a service that has a port of the nodes on its own port alone, to anybody", () => {
      const services = dev
        .all("kubernetes:core/v1:Service")
        .filter(({ inputs }) => inputs.spec.type === "NodePort");
      assert.deepEqual(
        services.map(({ name }) => name),
        ["hello"],
      );
      const fromInternet = [...connections(dev)].filter((one) => one.startsWith("the internet → "));
      assert.deepEqual(fromInternet, ["the internet → hello 8080/TCP"]);
    });

    it("are each of them needed, by each of their rules", () => {
      const all = policiesOf(dev);
      const complete = connections(dev);
      const without = all.flatMap((policy) => {
        const others = all.filter((other) => other !== policy);
        const { ingress = [], egress = [] } = policy.spec;
        return [...ingress, ...egress].map((rule) => {
          const spec = {
            ...policy.spec,
            ...(policy.spec.ingress && { ingress: ingress.filter((one) => one !== rule) }),
            ...(policy.spec.egress && { egress: egress.filter((one) => one !== rule) }),
          };
          return { rule, policies: [...others, { ...policy, spec }] };
        });
      });
      assert.ok(without.length > all.length);
      for (const { rule, policies } of without) {
        const left = connections(dev, policies);
        assert.ok(left.size < complete.size, `nothing changes without ${JSON.stringify(rule)}`);
      }
    });

    it("close, one of them, every pod both ways, and leave it its lookups of names", () => {
      const closing = policiesOf(dev).filter(
        ({ spec }) => Object.keys(spec.podSelector).length === 0,
      );
      assert.deepEqual(
        closing.map(({ spec }) => [[...spec.policyTypes].sort(), spec.ingress]),
        [[["Egress", "Ingress"], undefined]],
      );
      const { lookups } = declared(dev);
      assert.deepEqual(connections(dev, closing), sorted(lookups));
    });

    it("select pods that there are", () => {
      for (const { podSelector } of policiesOf(dev).map(({ spec }) => spec)) {
        const selected = podsOf(dev).filter(({ labels }) => matches(podSelector, labels));
        assert.notEqual(selected.length, 0, `${JSON.stringify(podSelector)} selects no pod`);
      }
    });
  });

  describe("of a program", () => {
    it("allow each edge in its direction and on its port alone", async () => {
      const shop = await deployApp((app) => {
        const cart = new Redis("cart", { app });
        const back = new Service("back", { app, image, port: 8000, uses: [cart] });
        const front = new Service("front", { app, image, port: 80, uses: [back] });
        const routes = [{ host: "www", paths: ["/"], service: front }];
        new Gateway("gateway", { app, routes });
      });
      assert.deepEqual(
        withoutDns(connections(shop)),
        new Set([
          "back → cart 6379/TCP",
          "cart-accounts → cart 6379/TCP",
          "front → back 8000/TCP",
          "ingress → front 80/TCP",
        ]),
      );
    });

    it("let a proxy of the stack's own in from anywhere, and out of it to what it routes alone", async () => {
      const shop = await deployApp(
        (app) => {
          const front = new Service("front", { app, image, port: 80 });
          new Service("back", { app, image, port: 8000 });
          new Gateway("gateway", { app, routes: [{ host: "www", paths: ["/"], service: front }] });
        },
        { gateway: { exposure: "nodePort" } },
      );
      const all = [...withoutDns(connections(shop))];
      assert.ok(all.includes("the internet → gateway-proxy 8080/TCP"));
      assert.deepEqual(
        all.filter((one) => !one.endsWith(" → gateway-proxy 8080/TCP")),
        ["gateway-proxy → front 80/TCP"],
      );
    });

    it("let nobody but its own jobs reach a store that is given to nobody", async () => {
      const shop = await deployApp((app) => {
        new Redis("spare", { app });
        new Service("back", { app, image, port: 8000 });
      });
      assert.equal(shop.one("kubernetes:apps/v1:StatefulSet", "spare").name, "spare");
      assert.deepEqual(withoutDns(connections(shop)), new Set(["spare-accounts → spare 6379/TCP"]));
    });

    it("let a store's jobs reach the port that they are told, and services the one for clients", async () => {
      const shop = await deployApp((app) => {
        const broker = new RabbitMq("broker", { app });
        new Service("back", { app, image, port: 8000, uses: [broker] });
      });
      assert.deepEqual(
        withoutDns(connections(shop)),
        new Set(["back → broker 5672/TCP", "broker-accounts → broker 15672/TCP"]),
      );
    });

    it("let nobody but its own jobs reach a store that is given to nobody", async () => {
      const shop = await deployApp((app) => {
        new MongoDb("spare", { app });
        new Service("back", { app, image, port: 8000 });
      });
      assert.equal(shop.one("kubernetes:apps/v1:StatefulSet", "spare").name, "spare");
      const own = new Set(["spare-accounts → spare 27017/TCP"]);
      assert.deepEqual(withoutDns(connections(shop)), own);
    });

    it("let anybody outside reach a service that has a port of the nodes, and no pod inside by itself", async () => {
      const shop = await deployApp((app) => {
        const probes = { liveness: "/", readiness: "/", port: 8001 };
        const nodePort = 30000;
        new Service("page", { app, image, port: 8000, probes, nodePort });
        new Service("back", { app, image, port: 80 });
      });
      const outside = [
        "the internet",
        "node cache",
        "ingress",
        "dns",
        "another pod of kube-system",
      ];
      const strangers = ["without labels", "labelled as page", "labelled as back"];
      assert.deepEqual(
        withoutDns(connections(shop)),
        sorted(
          [...outside, ...strangers.map((labels) => `a stranger ${labels}`)].map(
            (from) => `${from} → page 8000/TCP`,
          ),
        ),
      );
    });

    it("let pods ask a resolver on their node for names where the settings name it, and no other", async () => {
      const program = (app: App) => void new Service("back", { app, image, port: 8000 });
      const shop = await deployApp(program, { cluster: { dns: ["198.51.100.0/24"] } });
      assert.deepEqual(
        connections(shop),
        sorted(
          ["dns", "the internet"].flatMap((to) => [`back → ${to} 53/TCP`, `back → ${to} 53/UDP`]),
        ),
      );
    });

    it("let a load balancer that asks pods itself reach what is routed, and a Prometheus every service", async () => {
      const shop = await deployApp(
        (app) => {
          const front = new Service("front", { app, image, port: 80 });
          new Service("back", { app, image, port: 8000 });
          new Gateway("gateway", { app, routes: [{ host: "www", paths: ["/"], service: front }] });
        },
        { gateway: { ranges: ["198.51.100.0/24"] }, cluster: { metricsNamespace: "kube-system" } },
      );
      const scraped = ["dns", "another pod of kube-system"].flatMap((from) => [
        `${from} → front 80/TCP`,
        `${from} → back 8000/TCP`,
      ]);
      assert.deepEqual(
        withoutDns(connections(shop)),
        sorted(["ingress → front 80/TCP", "the internet → front 80/TCP", ...scraped]),
      );
    });

    it("let nobody reach a service that no edge and no route leads to", async () => {
      const shop = await deployApp((app) => {
        new Service("back", { app, image, port: 8000 });
        new Service("front", { app, image, port: 80 });
      });
      assert.deepEqual(withoutDns(connections(shop)), new Set());
    });

    it("connect through a prefixed edge as through a plain one", async () => {
      const shop = await deployApp((app) => {
        const cart = new Redis("cart", { app });
        new Service("back", { app, image, port: 8000, uses: [cart.as("CART")] });
      });
      assert.deepEqual(
        withoutDns(connections(shop)),
        new Set(["back → cart 6379/TCP", "cart-accounts → cart 6379/TCP"]),
      );
    });
  });

  it("deny everything by default but names, both ways, to every pod", async () => {
    const dev = await deployDev();
    const base = policiesOf(dev).filter(({ spec }) => Object.keys(spec.podSelector).length === 0);
    assert.equal(base.length, 1);
    assert.deepEqual(base[0]?.spec.policyTypes, ["Ingress", "Egress"]);
    assert.equal(base[0]?.spec.ingress, undefined);
    const names = connections(dev, base);
    for (const one of names) assert.match(one, /→ (dns|node cache) 53\/(TCP|UDP)$/);
  });

  it("are two at most for a set of pods, one a direction", async () => {
    const dev = await deployDev();
    const sets = policiesOf(dev).map(({ spec }) =>
      JSON.stringify([spec.podSelector, spec.policyTypes]),
    );
    assert.equal(new Set(sets).size, sets.length);
  });
});

/** What index.ts says, read from everything but the policies. */
function declared(stack: Deployed) {
  const { pods, others } = endsOf(stack);
  // The first port of a pod is the one for its clients.
  const to = (name: string) => {
    const port = pods.find((pod) => pod.name === name)?.ports[0]?.containerPort;
    return `${name} ${port}/TCP`;
  };
  const edges = stack
    .components("Service")
    .flatMap(({ name, inputs }) =>
      (inputs as { uses: string[] }).uses.map((used) => `${name} → ${to(used)}`),
    );
  const jobs = stack.all("kubernetes:batch/v1:Job").map(({ inputs }) => {
    const { metadata, spec } = inputs.spec.template;
    const told = (variable: string) =>
      spec.containers[0]?.env.find(({ name }) => name === variable)?.value ?? "";
    // Of several servers, each known by its own name, the first.
    const store = told("HOST").replace(/-0\..*/, "");
    return `${nameIn(metadata.labels)} → ${store} ${told("PORT")}/TCP`;
  });
  const routes = stack
    .all("kubernetes:networking.k8s.io/v1:Ingress")
    .flatMap(({ inputs }) => inputs.spec.rules.flatMap(({ http }) => http.paths))
    .map(({ backend: { service } }) => {
      const { ports } = stack.one("kubernetes:core/v1:Service", service.name).inputs.spec;
      const port = ports.find(({ name }) => name === service.port.name)?.port;
      return `ingress → ${service.name} ${port}/TCP`;
    });
  // A port of the nodes is open to whoever may send: outside of the stack that is everybody.
  const nodePorts = stack
    .all("kubernetes:core/v1:Service")
    .filter(({ inputs }) => inputs.spec.type === "NodePort");
  const opened = (froms: End[]) =>
    nodePorts.flatMap(({ inputs: { spec } }) =>
      spec.ports.flatMap(({ port }) =>
        froms
          .filter(({ name }) => name !== nameIn(spec.selector))
          .map((from) => `${from.name} → ${nameIn(spec.selector)} ${port}/TCP`),
      ),
    );
  return {
    /** From one pod of the stack to another. */
    inside: [...edges, ...jobs],
    /** From elsewhere to a pod of the stack. */
    fromOutside: [...routes, ...opened(others)],
    lookups: pods.flatMap(({ name }) =>
      ["dns", "node cache"].flatMap((to) => ["TCP", "UDP"].map((p) => `${name} → ${to} 53/${p}`)),
    ),
    /** From pods of the stack to what lets everybody in, which they themselves may not send to. */
    open: opened(pods),
  };
}

/**
 * Who can connect to whom, on which port: the policies, evaluated as a cluster's network does. Both halves count:
 * what leaves the one must be let in by the other; with one half alone, only what that half guards.
 */
function connections(
  stack: Deployed,
  policies = policiesOf(stack),
  halves: Direction[] = ["Egress", "Ingress"],
): Set<string> {
  const { pods, others } = endsOf(stack);
  const ends = [...pods, ...others];
  const ports = new Set([53, 80, 443, ...pods.flatMap((pod) => pod.ports.map(portNumber))]);
  const ours = new Set(pods.map(({ namespace }) => namespace));
  const rules = new Map(
    halves.map((half) => [half, new Map(ends.map((end) => [end, rulesOf(half, end, policies)]))]),
  );

  const result: string[] = [];
  for (const from of ends) {
    for (const to of ends) {
      const guarded = halves.map((half) => (half === "Egress" ? from : to));
      if (from === to || !guarded.some(({ namespace }) => ours.has(namespace))) continue;
      // For each half that is guarded: the ports of its rules that know the other end.
      const gates = [...rules].flatMap(([half, byEnd]) => {
        const [guard, peer] = half === "Egress" ? [from, to] : [to, from];
        const open = byEnd.get(guard)?.filter((rule) => isFor(rule, peer));
        return open === undefined ? [] : [open.map(({ ports }) => ports)];
      });
      for (const port of ports) {
        for (const protocol of ["TCP", "UDP"]) {
          const way = { to, port, protocol };
          const passes = gates.every((gate) =>
            gate.some((open) => isEmpty(open) || open.some((one) => isPort(one, way))),
          );
          if (passes) result.push(`${from.name} → ${to.name} ${port}/${protocol}`);
        }
      }
    }
  }
  return sorted(result);
}

/** The pods of the stack, and everybody else: those of other namespaces whatever their labels, and outside. */
function endsOf(stack: Deployed): { pods: End[]; others: End[] } {
  const pods = podsOf(stack);
  const strangers = pods.map((pod) => ({
    ...pod,
    name: `a stranger labelled as ${pod.name}`,
    namespace: "elsewhere",
  }));
  const plain = {
    name: "a stranger without labels",
    namespace: "elsewhere",
    labels: {},
    ports: [],
  };
  const neighbour: End = { ...dns, name: "another pod of kube-system", labels: {} };
  return { pods, others: [...strangers, plain, dns, neighbour, ingress, nodeCache, internet] };
}

interface Rule {
  /** Where the rule's policy is. */
  namespace: string;
  /** Everybody, when there are none. */
  peers: Peer[] | undefined;
  /** Every port, when there are none. */
  ports: Port[] | undefined;
}

interface Way {
  to: End;
  port: number;
  protocol: string;
}

/** The rules that let something through for an end, in one direction; undefined where no policy guards it. */
function rulesOf(direction: Direction, end: End, policies: NetworkPolicy[]): Rule[] | undefined {
  const guards = policies.filter(
    ({ metadata, spec }) =>
      spec.policyTypes.includes(direction) &&
      metadata.namespace === end.namespace &&
      matches(spec.podSelector, end.labels),
  );
  if (guards.length === 0) return undefined;
  return guards.flatMap(({ metadata: { namespace }, spec }) =>
    direction === "Ingress"
      ? (spec.ingress ?? []).map(({ from, ports }) => ({ namespace, peers: from, ports }))
      : (spec.egress ?? []).map(({ to, ports }) => ({ namespace, peers: to, ports })),
  );
}

function isFor({ peers, namespace }: Rule, end: End): boolean {
  return isEmpty(peers) || peers.some((peer) => isPeer(peer, end, namespace));
}

function isEmpty(list: unknown[] | undefined): list is undefined | [] {
  return list === undefined || list.length === 0;
}

function isPeer(peer: Peer, end: End, namespace: string): boolean {
  assertOnly(peer, ["podSelector", "namespaceSelector", "ipBlock"]);
  if (peer.ipBlock !== undefined) {
    assertOnly(peer.ipBlock, ["cidr"]);
    return end.address !== undefined && contains(peer.ipBlock.cidr, end.address);
  }
  if (end.namespace === undefined) return false;
  const inNamespace =
    peer.namespaceSelector === undefined
      ? end.namespace === namespace
      : matches(peer.namespaceSelector, { "kubernetes.io/metadata.name": end.namespace });
  return inNamespace && (peer.podSelector === undefined || matches(peer.podSelector, end.labels));
}

function isPort(allowed: Port, way: Way): boolean {
  assertOnly(allowed, ["port", "protocol"]);
  const named = way.to.ports.find(({ name }) => name === allowed.port)?.containerPort;
  const port = allowed.port === undefined || [way.port, named].includes(allowed.port as number);
  return port && (allowed.protocol ?? "TCP") === way.protocol;
}

function matches(selector: types.output.meta.v1.LabelSelector, labels: Labels): boolean {
  assertOnly(selector, ["matchLabels"]);
  return Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value);
}

/** What is not evaluated here must not be taken for evaluated. */
function assertOnly(value: object, keys: string[]): void {
  const unknown = Object.keys(value).find((key) => !keys.includes(key));
  assert.equal(unknown, undefined, "this test does not know how to evaluate this");
}

function policiesOf(stack: Deployed): NetworkPolicy[] {
  return stack.all("kubernetes:networking.k8s.io/v1:NetworkPolicy").map(({ inputs }) => inputs);
}

/** One end for each set of labels: pods that no policy can tell apart. */
function podsOf(stack: Deployed): End[] {
  const pods = stack.workloads.map(({ resource, pod }) => {
    const { metadata } = resource.inputs as { metadata: { namespace: string } };
    const { labels } = pod.metadata;
    const ports = pod.spec.containers.flatMap((container) => container.ports ?? []);
    return { name: nameIn(labels), namespace: metadata.namespace, labels, ports };
  });
  return [...new Map(pods.map((pod) => [JSON.stringify(pod.labels), pod])).values()];
}

function nameIn(labels: Labels): string {
  return labels["app.kubernetes.io/name"] ?? JSON.stringify(labels);
}

function portNumber({ containerPort }: End["ports"][number]): number {
  return containerPort;
}

function withoutDns(all: Set<string>): Set<string> {
  return new Set([...all].filter((connection) => !/→ (dns|node cache) 53\//.test(connection)));
}

function sorted(all: string[]): Set<string> {
  return new Set(all.sort());
}
