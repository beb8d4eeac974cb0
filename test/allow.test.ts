import assert from "node:assert/strict";
import type { types } from "@pulumi/kubernetes";
import { Gateway } from "../components/gateway";
import { Image } from "../components/image";
import { Namespace } from "../components/namespace";
import { Redis } from "../components/redis";
import { Service } from "../components/service";
import { type Deployed, deploy, deployDev } from "./deploy";

type Labels = Record<string, string>;
type Direction = "Ingress" | "Egress";
type NetworkPolicy = types.output.networking.v1.NetworkPolicy;
type Peer = types.output.networking.v1.NetworkPolicyPeer;

/** Something that connects, or is connected to. */
interface End {
  name: string;
  /** undefined outside the cluster */
  namespace?: string;
  labels: Labels;
  ports: Pick<types.output.core.v1.ContainerPort, "name" | "containerPort">[];
}

const dns: End = {
  name: "dns",
  namespace: "kube-system",
  labels: { "k8s-app": "kube-dns" },
  ports: [],
};
const ingress: End = { name: "ingress", namespace: "ingress-nginx", labels: {}, ports: [] };

describe("network policies", () => {
  describe("of the dev stack", () => {
    let dev: Deployed;
    before(async () => {
      dev = await deployDev();
    });

    it("let those connect whom an edge, a route or a store's own jobs connect, and nobody else", () => {
      assert.deepEqual(connections(dev), declared(dev));
    });

    it("deny the same on both sides, so that neither half relies on the other", () => {
      const all = [...declared(dev)];
      const policies = policiesOf(dev);
      assert.deepEqual(
        connections(dev, policies, ["Egress"]),
        new Set(all.filter((connection) => !connection.startsWith("ingress → "))),
      );
      assert.deepEqual(
        connections(dev, policies, ["Ingress"]),
        new Set(all.filter((connection) => !connection.includes(" → dns "))),
      );
    });

    it("are each of them needed", () => {
      for (const policy of policiesOf(dev)) {
        const others = policiesOf(dev).filter((other) => other !== policy);
        const change = `nothing changes without ${JSON.stringify(policy.spec)}`;
        assert.notDeepEqual(connections(dev, others), connections(dev), change);
      }
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
      const shop = await deploy(() => {
        const { namespace, image, inShop } = start();
        const cart = new Redis("cart", { namespace, image: "redis:8.0.6" }, inShop);
        const back = new Service("back", { namespace, image, port: 8000, uses: [cart] }, inShop);
        const front = new Service("front", { namespace, image, port: 80, uses: [back] }, inShop);
        const routes = [{ host: "shop.test", paths: ["/"], service: front }];
        new Gateway("gateway", { namespace, routes, ingressNamespace: "ingress-nginx" }, inShop);
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

    it("let nobody but its own jobs reach a store that is given to nobody", async () => {
      const shop = await deploy(() => {
        const { namespace, image, inShop } = start();
        new Redis("spare", { namespace, image: "redis:8.0.6" }, inShop);
        new Service("back", { namespace, image, port: 8000 }, inShop);
      });
      assert.equal(shop.one("kubernetes:apps/v1:StatefulSet", "spare").name, "spare");
      assert.deepEqual(withoutDns(connections(shop)), new Set(["spare-accounts → spare 6379/TCP"]));
    });

    it("let nobody reach a service that no edge and no route leads to", async () => {
      const shop = await deploy(() => {
        const { namespace, image, inShop } = start();
        new Service("back", { namespace, image, port: 8000 }, inShop);
        new Service("front", { namespace, image, port: 80 }, inShop);
      });
      assert.deepEqual(withoutDns(connections(shop)), new Set());
    });

    it("connect through a prefixed edge as through a plain one", async () => {
      const shop = await deploy(() => {
        const { namespace, image, inShop } = start();
        const cart = new Redis("cart", { namespace, image: "redis:8.0.6" }, inShop);
        new Service("back", { namespace, image, port: 8000, uses: [cart.as("CART")] }, inShop);
      });
      assert.deepEqual(
        withoutDns(connections(shop)),
        new Set(["back → cart 6379/TCP", "cart-accounts → cart 6379/TCP"]),
      );
    });
  });

  it("deny everything by default, both ways, to every pod", async () => {
    const dev = await deployDev();
    const deny = policiesOf(dev).filter(({ spec }) => !spec.ingress && !spec.egress);
    assert.deepEqual(
      deny.map(({ spec }) => spec),
      [{ podSelector: {}, policyTypes: ["Ingress", "Egress"] }],
    );
  });
});

function start() {
  const shop = new Namespace("shop", {});
  const image = new Image("app", { context: "app", registry: "registry.test" });
  return { namespace: shop.name, image, inShop: { parent: shop } };
}

/** What index.ts says, read from everything but the policies. */
function declared(stack: Deployed): Set<string> {
  const pods = podsOf(stack);
  // The first port of a pod is the one for its clients.
  const to = (name: string) => {
    const port = pods.find((pod) => pod.name === name)?.ports[0]?.containerPort;
    return `${name} ${port}/TCP`;
  };
  const edges = stack.components("Edge").map((edge) => {
    const from = stack.parentOf(edge)?.name ?? "";
    return `${from} → ${to(edge.name.slice(from.length + 1))}`;
  });
  const jobs = stack.all("kubernetes:batch/v1:Job").map(({ inputs }) => {
    const { metadata, spec } = inputs.spec.template;
    const host = spec.containers[0]?.env.find(({ name }) => name === "HOST")?.value ?? "";
    return `${nameIn(metadata.labels)} → ${to(host)}`;
  });
  const routes = stack
    .all("kubernetes:networking.k8s.io/v1:Ingress")
    .flatMap(({ inputs }) => inputs.spec.rules.flatMap(({ http }) => http.paths))
    .map(({ backend: { service } }) => {
      const { ports } = stack.one("kubernetes:core/v1:Service", service.name).inputs.spec;
      const port = ports.find(({ name }) => name === service.port.name)?.port;
      return `ingress → ${service.name} ${port}/TCP`;
    });
  const lookups = pods.flatMap(({ name }) => ["TCP", "UDP"].map((p) => `${name} → dns 53/${p}`));
  return new Set([...edges, ...jobs, ...routes, ...lookups].sort());
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
  const pods = podsOf(stack);
  const strangers = pods.map((pod) => ({
    ...pod,
    name: `a stranger labelled as ${pod.name}`,
    namespace: "elsewhere",
  }));
  const neighbour: End = { ...dns, name: "another pod of kube-system", labels: {} };
  const internet: End = { name: "the internet", labels: {}, ports: [] };
  const ends = [...pods, ...strangers, dns, neighbour, ingress, internet];
  const ports = new Set([53, 80, 443, ...pods.flatMap((pod) => pod.ports.map(portNumber))]);
  const ours = new Set(pods.map(({ namespace }) => namespace));

  const result: string[] = [];
  for (const from of ends) {
    for (const to of ends) {
      const guarded = halves.map((half) => (half === "Egress" ? from : to));
      if (from === to || !guarded.some(({ namespace }) => ours.has(namespace))) continue;
      for (const port of ports) {
        for (const protocol of ["TCP", "UDP"]) {
          const way = { from, to, port, protocol };
          if (halves.every((half) => passes(half, way, policies))) {
            result.push(`${from.name} → ${to.name} ${port}/${protocol}`);
          }
        }
      }
    }
  }
  return new Set(result.sort());
}

interface Way {
  from: End;
  to: End;
  port: number;
  protocol: string;
}

function passes(direction: Direction, way: Way, policies: NetworkPolicy[]): boolean {
  const [guarded, peer] = direction === "Ingress" ? [way.to, way.from] : [way.from, way.to];
  const guards = policies.filter(
    ({ metadata, spec }) =>
      spec.policyTypes.includes(direction) &&
      metadata.namespace === guarded.namespace &&
      matches(spec.podSelector, guarded.labels),
  );
  if (guards.length === 0) return true;
  return guards.some(({ metadata, spec }) => {
    const rules =
      direction === "Ingress"
        ? (spec.ingress ?? []).map(({ from, ports }) => ({ peers: from, ports }))
        : (spec.egress ?? []).map(({ to, ports }) => ({ peers: to, ports }));
    return rules.some(
      ({ peers, ports }) =>
        (peers === undefined || peers.some((one) => isPeer(one, peer, metadata.namespace))) &&
        (ports === undefined || ports.some((one) => isPort(one, way))),
    );
  });
}

function isPeer(peer: Peer, end: End, namespace: string): boolean {
  assertOnly(peer, ["podSelector", "namespaceSelector"]);
  if (end.namespace === undefined) return false;
  const inNamespace =
    peer.namespaceSelector === undefined
      ? end.namespace === namespace
      : matches(peer.namespaceSelector, { "kubernetes.io/metadata.name": end.namespace });
  return inNamespace && (peer.podSelector === undefined || matches(peer.podSelector, end.labels));
}

function isPort(allowed: types.output.networking.v1.NetworkPolicyPort, way: Way): boolean {
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
  const unknown = Object.keys(value).filter((key) => !keys.includes(key));
  assert.deepEqual(unknown, [], "this test does not know how to evaluate these");
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
  return new Set([...all].filter((connection) => !connection.includes("→ dns 53/")));
}
