import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import * as timers from "node:timers/promises";
import type { types } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type * as proto from "@pulumi/pulumi/proto/resource_pb";
import type { MockMonitor } from "@pulumi/pulumi/runtime/mocks";
import { parse } from "yaml";

const root = path.join(__dirname, "..");

/** What the kinds of resource that tests ask for are given. Fields that Kubernetes calls optional may be missing. */
interface Kinds {
  "docker:index/image:Image": {
    imageName: string;
    skipPush: boolean;
    build: {
      context: string;
      dockerfile: string;
      args?: Record<string, string>;
    };
  };
  "docker:index/tag:Tag": { sourceImage: string; targetImage: string };
  "kubernetes:apps/v1:Deployment": types.output.apps.v1.Deployment;
  "kubernetes:apps/v1:StatefulSet": types.output.apps.v1.StatefulSet;
  "kubernetes:batch/v1:Job": types.output.batch.v1.Job;
  "kubernetes:core/v1:Namespace": types.output.core.v1.Namespace;
  "kubernetes:core/v1:Secret": types.output.core.v1.Secret;
  "kubernetes:core/v1:Service": types.output.core.v1.Service;
  "kubernetes:core/v1:ServiceAccount": types.output.core.v1.ServiceAccount;
  "kubernetes:networking.k8s.io/v1:Ingress": types.output.networking.v1.Ingress;
  "kubernetes:networking.k8s.io/v1:NetworkPolicy": types.output.networking.v1.NetworkPolicy;
  "kubernetes:policy/v1:PodDisruptionBudget": types.output.policy.v1.PodDisruptionBudget;
  "pulumi:providers:kubernetes": { context: string };
  "random:index/randomPassword:RandomPassword": {
    length: number;
    special: boolean;
  };
}

/** A text somewhere in a resource's inputs or outputs. */
export interface Leaf {
  /** Such as `spec.replicas` or `spec.rules.0.host`. */
  readonly path: string;
  readonly value: string;
  /** Whether it, or something that it is part of, is marked as a secret. */
  readonly secret: boolean;
}

/** A resource as the program registered it. */
export interface Registered<Inputs = object> {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  /** The URN of its parent; empty for the stack itself. */
  readonly parent: string;
  /** The URNs of what it waits for, said or implied. */
  readonly dependencies: readonly string[];
  /** The provider that was chosen for it; empty for the default one. */
  readonly provider: string;
  readonly custom: boolean;
  /** As a provider reads them: without the marks of secrets. */
  readonly inputs: Inputs;
  readonly leaves: readonly Leaf[];
}

/** A resource that makes pods. */
export interface Workload {
  readonly resource: Registered;
  readonly pod: types.output.core.v1.PodTemplateSpec;
  /** How many there are at most, while they are rolled as well. */
  readonly pods: number;
}

/** What a program deployed. */
export class Deployed {
  constructor(
    readonly resources: readonly Registered[],
    /** What the stack and its components put out, by URN. */
    readonly outputs: readonly { urn: string; leaves: readonly Leaf[] }[],
  ) {}

  all<Kind extends keyof Kinds>(kind: Kind): Registered<Kinds[Kind]>[] {
    return this.resources.filter(
      (resource): resource is Registered<Kinds[Kind]> => resource.type === kind,
    );
  }

  one<Kind extends keyof Kinds>(kind: Kind, name: string): Registered<Kinds[Kind]> {
    const found = this.all(kind).filter((resource) => resource.name === name);
    const [only] = found;
    if (only === undefined || found.length > 1) {
      const names = this.all(kind).map((resource) => resource.name);
      throw new Error(
        `${found.length} of ${kind} are named ${name}; there are ${names.join(", ")}`,
      );
    }
    return only;
  }

  components(kind: string): Registered[] {
    return this.resources.filter(({ type }) => type === `slipway:index:${kind}`);
  }

  /** Whether the resource is, at any depth, a child of the component. */
  isWithin(resource: Registered, component: Registered): boolean {
    const parent = this.parentOf(resource);
    return parent !== undefined && (parent === component || this.isWithin(parent, component));
  }

  parentOf(resource: Registered): Registered | undefined {
    return this.resources.find(({ urn }) => urn === resource.parent);
  }

  get workloads(): Workload[] {
    return this.resources.flatMap((resource) => {
      const { spec } = resource.inputs as Partial<Kinds["kubernetes:apps/v1:Deployment"]>;
      if (spec?.template?.spec?.containers === undefined) {
        const hidden = resource.leaves.some(({ path }) => /\bcontainers\.\d/.test(path));
        if (hidden) throw new Error(`${resource.type} ${resource.name} has its pods elsewhere`);
        return [];
      }
      const rolls = resource.type === "kubernetes:apps/v1:Deployment";
      const surge = rolls ? Number(spec.strategy?.rollingUpdate?.maxSurge ?? 1) : 0;
      return [{ resource, pod: spec.template, pods: (spec.replicas ?? 1) + surge }];
    });
  }
}

/** Notes what is registered, where the secrets are still marked one by one. */
function record(monitor: MockMonitor): Deployed {
  const resources: Registered[] = [];
  const outputs: { urn: string; leaves: Leaf[] }[] = [];
  const register = monitor.registerResource.bind(monitor);
  const registerOutputs = monitor.registerResourceOutputs.bind(monitor);

  monitor.registerResource = (request: proto.RegisterResourceRequest, callback) =>
    register(request, (error: unknown, response?: proto.RegisterResourceResponse) => {
      if (response === undefined) return callback(error, response);
      const urn = response.getUrn();
      if (resources.some((other) => other.urn === urn)) {
        return callback(new Error(`Duplicate resource URN "${urn}"`), undefined);
      }
      const inputs = request.getObject()?.toJavaScript() ?? {};
      resources.push({
        type: request.getType(),
        name: request.getName(),
        urn,
        parent: request.getParent(),
        dependencies: request.getDependenciesList(),
        provider: request.getProvider(),
        custom: request.getCustom(),
        inputs: unmarked(inputs) as object,
        leaves: leavesOf(inputs),
      });
      callback(error, response);
    });
  monitor.registerResourceOutputs = (request: proto.RegisterResourceOutputsRequest, callback) => {
    const leaves = leavesOf(request.getOutputs()?.toJavaScript());
    outputs.push({ urn: request.getUrn(), leaves });
    registerOutputs(request, callback);
  };
  return new Deployed(resources, outputs);
}

function answers(preview: boolean): pulumi.runtime.Mocks {
  return {
    call({ token }) {
      throw new Error(`no test answers for ${token}`);
    },
    newResource({ type, name, inputs, custom }) {
      const added = computed(type, name, inputs as object, preview);
      return {
        id: custom ? `${name}-id` : undefined,
        state: { ...inputs, ...added },
      };
    },
  };
}

/** What a provider adds to a resource's inputs. */
function computed(type: string, name: string, inputs: object, preview: boolean): object {
  const hash = createHash("sha256").update(name).update(JSON.stringify(inputs)).digest("hex");
  if (type.startsWith("kubernetes:")) {
    const { metadata } = inputs as { metadata?: { name?: string } };
    return {
      metadata: {
        ...metadata,
        name: metadata?.name ?? `${name}-${hash.slice(0, 7)}`,
      },
    };
  }
  // What follows is known only when there is an update.
  if (preview) return {};
  if (type === "random:index/randomPassword:RandomPassword") {
    return { result: pulumi.secret(passwordNamed(name)) };
  }
  if (type === "docker:index/image:Image") {
    const { imageName, skipPush } = inputs as Kinds["docker:index/image:Image"];
    return {
      repoDigest: skipPush ? `sha256:${hash}` : `${imageName}@sha256:${hash}`,
    };
  }
  return {};
}

/** The result that the RandomPassword of that name has in every test. */
export function passwordNamed(name: string): string {
  return createHash("sha512").update(name).digest("base64url").replace(/\W|_/g, "0").slice(0, 32);
}

const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

function unmarked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unmarked);
  if (typeof value !== "object" || value === null) return value;
  if (isSecret(value)) return unmarked(value.value);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, unmarked(item)]));
}

function leavesOf(value: unknown, at: string[] = [], secret = false): Leaf[] {
  if (value === null || value === undefined) return [];
  if (typeof value !== "object") return [{ path: at.join("."), value: String(value), secret }];
  if (isSecret(value)) return leavesOf(value.value, at, true);
  return Object.entries(value).flatMap(([key, item]) => leavesOf(item, [...at, key], secret));
}

function isSecret(value: object): value is { value: unknown } {
  return signatureKey in value && value[signatureKey] === secretSignature;
}

interface Options {
  /** The stack's configuration, by full key. @default none */
  config?: Record<string, string>;
  /** Whether to leave unknown what only an update tells. @default false */
  preview?: boolean;
}

/**
 * Runs a program as the engine would, with nothing behind it.
 *
 * @throws What the program throws, at once or in a promise that nobody awaits.
 */
export async function deploy(program: () => unknown, options: Options = {}): Promise<Deployed> {
  const { config = {}, preview = false } = options;
  await pulumi.runtime.setMocks(answers(preview), "slipway", "dev", preview);
  pulumi.runtime.setAllConfig(config);
  const deployed = record(pulumi.runtime.getMonitor() as unknown as MockMonitor);

  // As under the engine, a rejection that nobody handles is the program's failure.
  const before = process.rawListeners("unhandledRejection") as NodeJS.UnhandledRejectionListener[];
  process.removeAllListeners("unhandledRejection");
  const rejected = new Promise<never>((_, reject) => process.on("unhandledRejection", reject));
  try {
    const finished = pulumi.runtime
      .runInPulumiStack(async () => program())
      .then(() => pulumi.runtime.disconnect())
      // A turn later, whatever nobody handles is known.
      .then(() => timers.setImmediate());
    await Promise.race([rejected, finished]);
    return deployed;
  } catch (error) {
    // What was under way when it failed comes to its own end, and is forgotten.
    await timers.setTimeout(50);
    await pulumi.runtime.setMocks(answers(preview), "slipway", "dev");
    throw error;
  } finally {
    process.removeAllListeners("unhandledRejection");
    for (const listener of before) process.on("unhandledRejection", listener);
  }
}

/** Every key of Pulumi.yaml at its default, as the engine hands it to the program. */
export function defaultConfig(): Record<string, string> {
  const { name, config } = readYaml("Pulumi.yaml") as {
    name: string;
    config: Record<string, { default: unknown }>;
  };
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [`${name}:${key}`, asText(value.default)]),
  );
}

/** Runs index.ts as the stack `dev`, with some of its keys changed. */
export async function deployDev(changed: Record<string, string> = {}, preview = false) {
  const { config } = readYaml("Pulumi.dev.yaml") as {
    config: Record<string, unknown>;
  };
  const dev = Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key, asText(value)]),
  );
  const index = require.resolve("../index");
  // The same each time: the provider notes where the kubeconfig is.
  const directory = path.join(os.tmpdir(), `slipway-test-${process.pid}`);
  const { KUBECONFIG } = process.env;
  process.env["KUBECONFIG"] = path.join(directory, "config");
  // A cluster behind a proxy is not asked whether it is there.
  const cluster = {
    server: "https://cluster.test",
    "proxy-url": "http://proxy.test",
  };
  const kubeconfig = {
    contexts: [{ name: dev["slipway:kubeContext"], context: { cluster: "test" } }],
    clusters: [{ name: "test", cluster }],
  };
  try {
    fs.mkdirSync(directory, { mode: 0o700 });
    fs.writeFileSync(process.env["KUBECONFIG"], JSON.stringify(kubeconfig));
    delete require.cache[index];
    return await deploy(() => require(index), {
      config: { ...defaultConfig(), ...dev, ...changed },
      preview,
    });
  } finally {
    fs.rmSync(directory, { recursive: true });
    if (KUBECONFIG === undefined) delete process.env["KUBECONFIG"];
    else process.env["KUBECONFIG"] = KUBECONFIG;
  }
}

function readYaml(file: string): unknown {
  return parse(fs.readFileSync(path.join(root, file), "utf8"));
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
