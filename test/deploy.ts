import { createHash } from "node:crypto";
import type { types } from "@pulumi/kubernetes";
import type { PutOut, Recording, Registered } from "../scripts/registered";
import { rehearse, type StandIns } from "../scripts/rehearse";
import { rehearseStack } from "../scripts/rehearse-stack";

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
  "kubernetes:cert-manager.io/v1:Certificate": { spec: object };
  "kubernetes:traefik.io/v1alpha1:Middleware": { spec: object };
  "kubernetes:policy/v1:PodDisruptionBudget": types.output.policy.v1.PodDisruptionBudget;
  "pulumi:providers:kubernetes": { context: string; clusterIdentifier: string };
  "random:index/randomPassword:RandomPassword": {
    length: number;
    special: boolean;
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
      const scaled = this.all("kubernetes:autoscaling/v2:HorizontalPodAutoscaler").find(
        ({ inputs }) => inputs.spec.scaleTargetRef.name === resource.name,
      );
      const replicas = scaled?.inputs.spec.maxReplicas ?? spec.replicas ?? 1;
      return [{ resource, pod: spec.template, pods: replicas + surge }];
    });
  }
}

/** The result that the RandomPassword of that name has in every test. */
export function passwordNamed(name: string): string {
  return createHash("sha512").update(name).digest("base64url").replace(/\W|_/g, "0").slice(0, 32);
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
  /** Whether to leave unknown what only an update tells. @default false */
  preview?: boolean;
  /** What an earlier run stashed, by name. @default what this run stashes */
  stashed?: Record<string, unknown>;
  /** Whether the cluster's StorageClasses let volumes grow. @default false */
  volumesGrow?: boolean;
}

/** Runs a program under mocks; see rehearse. */
export async function deploy(program: () => unknown, options: Options = {}): Promise<Deployed> {
  const { config = {}, preview, stashed = {}, volumesGrow } = options;
  const earlier = { ...standIns, stashed: (name: string) => stashed[name], volumesGrow };
  return new Deployed(
    await rehearse(program, { stack: "dev", config, preview, standIns: earlier }),
  );
}

/** Runs index.ts as the stack `dev`, with some of its keys changed. */
export async function deployDev(changed: Record<string, string> = {}, preview = false) {
  return new Deployed(await rehearseStack("dev", { changed, preview, standIns }));
}
