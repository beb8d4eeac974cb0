import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as net from "node:net";
import { ask } from "../../scripts/command";
import {
  apiServer,
  containerProcesses,
  link,
  parseListeners,
  runningNode,
} from "../sandbox/sandbox";
import { kubectl } from "./cluster";
import { namespace } from "./entrance";

/** Who may connect to which ports of whom: apps of the stack, or pods of other namespaces, by their names. */
export type Edges = Readonly<Record<string, readonly string[]>>;

interface RunningPod {
  namespace: string;
  app: string;
  name: string;
  ip: string;
  /** A process that is in the pod's network. */
  pid: number;
}

interface Target {
  /** What is connected to, such as `user:10086`; what is none of the pods' starts with `the`. */
  what: string;
  host: string;
  port: number;
  /** Whether it is of the stack. */
  own: boolean;
  /** The pod, where it is one's address, and not that of a Service. */
  pod?: string;
}

/** The cluster's DNS, which every pod of the stack may ask. */
const names = "kube-dns:53";

/**
 * Tries every pod of the stack, the ingress controller's and the DNS server's against every port that one of them, a
 * Service, the API server, the node, the metrics API or an address outside listens at.
 */
export class Connections {
  private readonly server = net.createServer((socket) => socket.end());

  /** Has an address outside of the cluster listen. */
  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, link.machine, resolve));
  }

  close(): void {
    this.server.close();
  }

  /**
   * What is otherwise than the edges say, a line each; empty when exactly those connect.
   *
   * @param standing Those of the apps to try from. @default all
   */
  async mistakes(edges: Edges, standing?: readonly string[]): Promise<string[]> {
    const pods = await this.pods();
    const targets = await this.targets(pods);
    const sources = pods.filter(({ app }) => standing?.includes(app) ?? true);
    const tried = await Promise.all(sources.map((source) => this.tryAll(source, targets, edges)));
    return [...new Set(tried.flat())].sort();
  }

  /** What the node, which no policy keeps from a pod, does not reach either: it would prove nothing of a policy. */
  async unreachable(): Promise<string[]> {
    const targets = await this.targets(await this.pods());
    const node = await runningNode();
    assert.ok(node !== undefined, "the node does not run");
    const reached = await connect(node.pid, targets);
    return targets.filter((_, index) => !reached[index]).map(({ what }) => what);
  }

  private async tryAll(source: RunningPod, targets: Target[], edges: Edges): Promise<string[]> {
    const others = targets.filter(({ what, own, pod }) => {
      // A pod reaches itself, also through a Service that picks it.
      const itself = pod === undefined ? what.startsWith(`${source.app}:`) : pod === source.name;
      // What pods of other namespaces reach elsewhere is none of the stack's business.
      return !itself && (own || source.namespace === namespace());
    });
    const reached = await connect(source.pid, others);
    return others.flatMap(({ what }, index) => {
      const declared = what === names || (edges[source.app]?.includes(what) ?? false);
      if (declared === reached[index]) return [];
      return [`${source.app} → ${what} ${declared ? "is declared, and fails" : "connects"}`];
    });
  }

  private async pods(): Promise<RunningPod[]> {
    const own = await podsIn(namespace());
    const ingress = await podsIn("ingress-nginx");
    const dns = await podsIn("kube-system");
    return [...own, ...ingress, ...dns];
  }

  private async targets(pods: RunningPod[]): Promise<Target[]> {
    const atPods = pods.flatMap(({ namespace: where, app, name, ip, pid }) =>
      listeningPorts(pid).map((port) => ({
        what: `${app}:${port}`,
        host: ip,
        port,
        own: where === namespace(),
        pod: name,
      })),
    );
    const api = new URL(apiServer);
    const { port: outsidePort } = this.server.address() as net.AddressInfo;
    return [
      ...atPods,
      ...(await services()),
      ...[
        { what: "the API server", host: api.hostname, port: Number(api.port) },
        { what: "the node's kubelet", host: link.node, port: 10250 },
        { what: "the metrics API", host: link.node, port: 4443 },
        { what: "the outside", host: link.machine, port: outsidePort },
      ].map((target) => ({ ...target, own: false })),
    ];
  }
}

/** Every object of a kind in a namespace. @param kind Its plural. */
async function list(kind: string, where: string): Promise<{ items: unknown[] }> {
  return JSON.parse(await kubectl(["get", kind, "--output=json"], "", where)) as {
    items: unknown[];
  };
}

async function podsIn(where: string): Promise<RunningPod[]> {
  const { items } = (await list("pods", where)) as {
    items: {
      metadata: {
        name: string;
        uid: string;
        labels: Record<string, string>;
        deletionTimestamp?: string;
      };
      status: { phase: string; podIP?: string };
    }[];
  };
  const running = items.filter(
    ({ metadata, status }) => status.phase === "Running" && !metadata.deletionTimestamp,
  );
  const pods = await Promise.all(
    running.map(async ({ metadata: { name, uid, labels }, status }) => {
      const [pid] = await containerProcesses(uid);
      const app = labels["app.kubernetes.io/name"] ?? labels["k8s-app"] ?? name;
      return pid === undefined || status.podIP === undefined
        ? []
        : [{ namespace: where, app, name, ip: status.podIP, pid }];
    }),
  );
  return pods.flat();
}

/** What listens in the network of a process for others than itself. */
function listeningPorts(pid: number): number[] {
  const tables = ["tcp", "tcp6"].map((table) => {
    try {
      return fs.readFileSync(`/proc/${pid}/net/${table}`, "utf8");
    } catch {
      // It has ended since.
      return "";
    }
  });
  const listeners = tables.flatMap(parseListeners);
  const loopback = /^(.{6}7F|0{24}01000000)$/;
  const ports = listeners.filter(({ address }) => !loopback.test(address)).map(({ port }) => port);
  return [...new Set(ports)];
}

/** Every port of the Services that have an address, named by the pods' port behind it. */
async function services(): Promise<Target[]> {
  const { items } = (await list("services", namespace())) as {
    items: {
      metadata: { name: string };
      spec: {
        clusterIP: string;
        selector: Record<string, string>;
        ports: { name: string; port: number }[];
      };
    }[];
  };
  const slices = (await list("endpointslices", namespace())) as {
    items: {
      metadata: { labels: Record<string, string> };
      ports: { name: string; port: number }[];
    }[];
  };
  return items
    .filter(({ spec }) => spec.clusterIP !== "None")
    .flatMap(({ metadata, spec }) =>
      spec.ports.map(({ name, port }) => {
        const behind = slices.items
          .filter(({ metadata: { labels } }) => {
            return labels["kubernetes.io/service-name"] === metadata.name;
          })
          .flatMap(({ ports }) => ports)
          .find((one) => one.name === name);
        assert.ok(behind !== undefined, `nothing is behind ${metadata.name}`);
        const app = spec.selector["app.kubernetes.io/name"] ?? metadata.name;
        return { what: `${app}:${behind.port}`, host: spec.clusterIP, port, own: true };
      }),
    );
}

/** Connects to each of the targets at once, and reads which of them it reached from its standard input. */
const client = `
  const { connect } = require("node:net");
  const targets = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
  Promise.all(targets.map(({ host, port }) => new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 2000 });
    const end = (reached) => { socket.destroy(); resolve(reached); };
    socket.once("connect", () => end(true)).once("error", () => end(false)).once("timeout", () => end(false));
  }))).then((reached) => console.log(JSON.stringify(reached)));
`;

/** Which of the targets are reached from the network of a process. */
async function connect(pid: number, targets: Target[]): Promise<boolean[]> {
  const command = ["--target", String(pid), "--net", "--", process.execPath, "--eval", client];
  const { status, stdout, stderr } = await ask("nsenter", command, {
    input: JSON.stringify(targets),
  });
  // A pod that ends meanwhile takes its network along.
  if (status !== 0 && !fs.existsSync(`/proc/${pid}`)) return targets.map(() => false);
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout) as boolean[];
}
