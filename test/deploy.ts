import { createHash } from "node:crypto";
import type { types } from "@pulumi/kubernetes";
import type { PutOut, Recording, Registered } from "../scripts/registered";
import { rehearse, type StandIns } from "../scripts/rehearse";
import { rehearseStack, withCluster } from "../scripts/rehearse-stack";
import { App } from "../components/app";

export type { Registered };
export { defaultConfig } from "../scripts/stack-config";

/** What the kinds of resource that tests ask for are given. Fields that Kubernetes calls optional may be missing. */
interface Kinds {
  "docker:index/image:Image": {
    imageName: string;
    skipPush: boolean;
    build: {
      context: string;
      dockerfile: string;
      args?: Record<string, string>;
      platform?: string;
    };
    registry?: { server: string; username: string; password: string };
  };
  "pulumi:index:Stash": { input: unknown };
  "docker:index/tag:Tag": { sourceImage: string; targetImage: string };
  "kubernetes:apps/v1:Deployment": types.output.apps.v1.Deployment;
  "kubernetes:apps/v1:StatefulSet": types.output.apps.v1.StatefulSet;
  "kubernetes:autoscaling/v2:HorizontalPodAutoscaler": types.output.autoscaling.v2.HorizontalPodAutoscaler;
  "kubernetes:batch/v1:CronJob": types.output.batch.v1.CronJob;
  "kubernetes:batch/v1:Job": types.output.batch.v1.Job;
  "kubernetes:core/v1:LimitRange": types.output.core.v1.LimitRange;
  "kubernetes:core/v1:Namespace": types.output.core.v1.Namespace;
  "kubernetes:core/v1:PersistentVolumeClaim": types.output.core.v1.PersistentVolumeClaim;
  "kubernetes:core/v1:ResourceQuota": types.output.core.v1.ResourceQuota;
  "kubernetes:core/v1:Secret": types.output.core.v1.Secret;
  "kubernetes:core/v1:Service": types.output.core.v1.Service;
  "kubernetes:core/v1:ServiceAccount": types.output.core.v1.ServiceAccount;
  "kubernetes:networking.k8s.io/v1:Ingress": types.output.networking.v1.Ingress;
  "kubernetes:networking.k8s.io/v1:NetworkPolicy": types.output.networking.v1.NetworkPolicy;
  "kubernetes:core/v1:ConfigMap": types.output.core.v1.ConfigMap;
  "kubernetes:cilium.io/v2:CiliumNetworkPolicy": {
    spec: {
      endpointSelector: object;
      egress: { toEndpoints?: object[]; toFQDNs?: object[]; toPorts: object[] }[];
    };
  };
  "kubernetes:cert-manager.io/v1:Certificate": { spec: object };
  "kubernetes:traefik.io/v1alpha1:Middleware": { spec: object };
  "kubernetes:policy/v1:PodDisruptionBudget": types.output.policy.v1.PodDisruptionBudget;
  "pulumi:providers:kubernetes": { context: string; clusterIdentifier: string };
  "random:index/randomPassword:RandomPassword": {
    length: number;
    special: boolean;
    keepers?: Record<string, string>;
  };
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
  readonly resources: readonly Registered[];
  /** What the stack and its components put out, by URN. */
  readonly outputs: readonly PutOut[];

  constructor({ resources, outputs }: Recording) {
    this.resources = resources;
    this.outputs = outputs;
  }

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

  /** What a Job is told by variables that stand in its pod. */
  told(job: string): Record<string, string> {
    const { spec } = this.one("kubernetes:batch/v1:Job", job).inputs.spec.template;
    const variables = spec.containers.flatMap(({ env }) => env);
    return Object.fromEntries(
      variables.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])),
    ) as Record<string, string>;
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
      const { jobTemplate } = (spec ?? {}) as Partial<types.output.batch.v1.CronJobSpec>;
      const pod = spec?.template ?? jobTemplate?.spec.template;
      if (pod?.spec?.containers === undefined) {
        const hidden = resource.leaves.some(({ path }) => /\bcontainers\.\d/.test(path));
        if (hidden) throw new Error(`${resource.type} ${resource.name} has its pods elsewhere`);
        return [];
      }
      const rolls = resource.type === "kubernetes:apps/v1:Deployment";
      const surge =
        rolls && spec?.strategy?.type !== "Recreate"
          ? Number(spec?.strategy?.rollingUpdate?.maxSurge ?? 1)
          : 0;
      const scaled = this.all("kubernetes:autoscaling/v2:HorizontalPodAutoscaler").find(
        ({ inputs }) => inputs.spec.scaleTargetRef.name === resource.name,
      );
      const replicas = scaled?.inputs.spec.maxReplicas ?? spec?.replicas ?? 1;
      return [{ resource, pod, pods: replicas + surge }];
    });
  }
}

/** The result that the RandomPassword of that name has in every test, or its first characters. */
export function passwordNamed(name: string, length = 32): string {
  const text = createHash("sha512").update(name).digest("base64url").replace(/\W|_/g, "0");
  return text.slice(0, length);
}

const standIns: StandIns = {
  objectName: (name, inputs) => `${name}-${hashOf(name, inputs).slice(0, 7)}`,
  password: passwordNamed,
  imageDigest: hashOf,
};

function hashOf(name: string, inputs: object): string {
  return createHash("sha256").update(name).update(JSON.stringify(inputs)).digest("hex");
}

interface Options {
  /** The stack's configuration, by full key. @default none */
  config?: Record<string, string>;
  /** Those of the keys that hold something encrypted. @default none */
  secretKeys?: string[];
  /** Whether to leave unknown what only an update tells. @default false */
  preview?: boolean;
  /** What an earlier run stashed, by name. @default what this run stashes */
  stashed?: Record<string, unknown>;
  /** How long every password is that is there, whatever is wanted. @default as it is wanted */
  passwordLength?: number;
  /** What an earlier run put out. @default nothing: there was none */
  putOut?: object;
  /** Whether the cluster's StorageClasses let volumes grow. @default false */
  volumesGrow?: boolean;
  /** Where whoever balances the load listens. @default nobody does */
  balancer?: string;
}

/** Runs a program under mocks; see rehearse. */
export async function deploy(program: () => unknown, options: Options = {}): Promise<Deployed> {
  const { config = {}, secretKeys, preview, stashed = {}, passwordLength, ...earlier } = options;
  const providers = {
    ...standIns,
    ...earlier,
    password: (name: string, length: number) => passwordNamed(name, passwordLength ?? length),
    stashed: (name: string) => stashed[name],
  };
  return new Deployed(
    await rehearse(program, { stack: "dev", config, secretKeys, preview, standIns: providers }),
  );
}

/** An image that tests' services can share: its folder is there. */
export const anyImage = { name: "hello" };

/** Settings by key, such as { stores: { cart: { storage: "2Gi" } } }, over those of a stack in the namespace shop. */
export type TestSettings = Readonly<Record<string, object>>;

/** What the engine hands to a program with those settings. */
export function configOf(settings: TestSettings): Record<string, string> {
  const all: TestSettings = {
    cluster: { context: "shop", namespace: "shop" },
    registry: { address: "registry.test" },
    gateway: { domain: "shop.test" },
  };
  const merged = Object.entries({ ...all, ...settings }).map(([key, value]) => [
    `slipway:${key}`,
    JSON.stringify({ ...all[key], ...value }),
  ]);
  return Object.fromEntries(merged) as Record<string, string>;
}

/** Runs a program of one's own on an App, in a stack with some settings. */
export function deployApp(
  program: (app: App) => void,
  settings: TestSettings = {},
  options: Omit<Options, "config"> = {},
): Promise<Deployed> {
  return withCluster("shop", () =>
    deploy(() => program(new App()), { ...options, config: configOf(settings) }),
  );
}

/** Runs index.ts as a stack, with some of its keys as they are given here. */
export async function deployStack(stack: string, changed: TestSettings = {}, preview = false) {
  const texts = Object.entries(changed).map(([key, value]) => [
    `slipway:${key}`,
    JSON.stringify(value),
  ]);
  const config = Object.fromEntries(texts) as Record<string, string>;
  return new Deployed(await rehearseStack(stack, { changed: config, preview, standIns }));
}

/** The same as the stack `dev`. */
export function deployDev(changed: TestSettings = {}, preview = false) {
  return deployStack("dev", changed, preview);
}
