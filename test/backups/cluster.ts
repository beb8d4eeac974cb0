import type { Answer } from "../../scripts/command";
import { Kubectl } from "../../scripts/kubectl";

export const label = "app.kubernetes.io/name";

export interface Thing {
  kind: string;
  metadata: {
    name: string;
    uid?: string;
    creationTimestamp?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string | null>;
  };
  spec: Record<string, unknown>;
}

/** A cluster with one store, its backups, and who uses it, as far as the commands ask for it. */
export class Cluster extends Kubectl {
  /** What was changed, in its order. */
  readonly done: string[] = [];
  readonly jobs: Thing[] = [];
  readonly things: Thing[] = [
    policy("orders", ["back", "nightly", "orders-accounts", "orders-backup"]),
    policy("other", ["front"]),
    { kind: "Deployment", metadata: { name: "back" }, spec: { replicas: 3 } },
    { kind: "Deployment", metadata: { name: "front" }, spec: { replicas: 2 } },
    { kind: "CronJob", metadata: { name: "nightly" }, spec: { suspend: true } },
    cronJob("orders"),
    account("orders-accounts-sweep", "orders", "sweep"),
    account("back-orders-account", "orders", "provision"),
    account("front-other-account", "other", "provision"),
  ];
  /** How a Job whose name begins so ends. @default Complete */
  fails = "none";
  onJob: (job: Thing) => void = () => undefined;
  /** What a Job says. */
  log = "restic: something\nrestored orders\n";
  /** What the Jobs of a store say in its place. */
  readonly logs: Record<string, string> = {};
  /** Whether patches fail for once, as when kubectl is ended by ctrl-C. */
  unsteady = false;

  constructor() {
    super("test", "shop");
  }

  override async attempt(args: string[], input = ""): Promise<Answer> {
    try {
      return { status: 0, signal: null, stdout: this.answer(args, input), stderr: "" };
    } catch (error) {
      return { status: 1, signal: null, stdout: "", stderr: (error as Error).message };
    }
  }

  private answer([verb = "", what = "", ...rest]: string[], input: string): string {
    if (verb === "get" && what.startsWith("job/")) {
      const failed = what.startsWith(`job/${this.fails}`);
      const running = this.fails === "never" && what.startsWith("job/orders-backup");
      const condition = { type: failed ? "Failed" : "Complete", status: "True" };
      return JSON.stringify({ status: { conditions: running ? [] : [condition] } });
    }
    if (verb === "get" && what === "pods") return "";
    if (verb === "get") {
      const kinds = what.split(",").map((kind) => kind.replace(/ies$/, "y").replace(/s$/, ""));
      const items = this.things.filter(({ kind }) => kinds.includes(kind.toLowerCase()));
      return JSON.stringify({ items });
    }
    if (verb === "create" && what === "job") {
      const from = rest[1]?.replace("--from=cronjob/", "");
      const found = this.things.find(
        ({ kind, metadata }) => kind === "CronJob" && metadata.name === from,
      );
      const { jobTemplate } = (found?.spec ?? {}) as { jobTemplate?: { spec: object } };
      return JSON.stringify({ kind: "Job", metadata: { name: rest[0] }, ...jobTemplate });
    }
    if (verb === "create") {
      const job = JSON.parse(input) as Thing;
      this.jobs.push(job);
      this.done.push(`run ${job.metadata.name.replace(/-[^-]*$/, "")}`);
      this.onJob(job);
    }
    if (verb === "delete") this.done.push(`delete ${what.replace(/-[^-]*$/, "")}`);
    if (verb === "patch") this.patch(what, rest);
    if (verb === "logs") {
      const [store] = Object.keys(this.logs).filter((one) => what.includes(`=${one}-backup-`));
      return this.logs[store ?? ""] ?? this.log;
    }
    return "";
  }

  private patch(kind: string, [name, , patch = ""]: string[]): void {
    if (this.unsteady) {
      this.unsteady = false;
      throw new Error("signal: interrupt");
    }
    const thing = this.things.find((one) => one.kind === kind && one.metadata.name === name);
    const change = JSON.parse(patch.replace("--patch=", "")) as Thing;
    Object.assign(thing?.spec ?? {}, change.spec);
    Object.assign((thing?.metadata ?? { name: "" }).annotations ?? {}, change.metadata.annotations);
    this.done.push(`${kind} ${name} ${JSON.stringify(change.spec)}`);
  }
}

function policy(store: string, consumers: string[]): Thing {
  const from = consumers.map((name) => ({ podSelector: { matchLabels: { [label]: name } } }));
  const spec = { podSelector: { matchLabels: { [label]: store } }, ingress: [{ from }] };
  return { kind: "NetworkPolicy", metadata: { name: `${store}-1a2b` }, spec };
}

export function cronJob(store: string): Thing {
  const container = {
    command: ["bash", "-euc", "backup", "backup.bash", "mysql"],
    args: ["backup"],
    env: [
      { name: "STORE", value: store },
      { name: "RESTIC_REPOSITORY", value: `s3:http://s3.test/shop/${store}` },
    ],
  };
  const template = { metadata: {}, spec: { containers: [container], volumes: [] } };
  return {
    kind: "CronJob",
    metadata: {
      name: `${store}-backup`,
      labels: { "app.kubernetes.io/component": "backup" },
    },
    spec: { suspend: false, jobTemplate: { spec: { backoffLimit: 2, template } } },
  };
}

function account(name: string, store: string, verb: string): Thing {
  const secretKeyRef = { name: `${store}-server`, key: "PASSWORD" };
  const env = [
    { name: "VERB", value: verb },
    { name: "ADMIN_PASSWORD", valueFrom: { secretKeyRef } },
  ];
  const labels = {
    [label]: `${store}-accounts`,
    "job-name": name,
    "batch.kubernetes.io/controller-uid": "1",
  };
  const spec = { containers: [{ env }] };
  return { kind: "Job", metadata: { name }, spec: { template: { metadata: { labels }, spec } } };
}
