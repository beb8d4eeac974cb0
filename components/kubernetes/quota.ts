import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { Collection } from "../program/collection";
import { Quantity } from "./quantity";

/** What a part of the program takes of its namespace at most, at one time. */
export interface Demand {
  /** Its pods while they are rolled and scaled up, and what each requests and may take. @default none */
  pods?: { count: number; cpu: string; memory: string; memoryLimit: string };
  /** Its claims of volumes, and the size of each. @default none */
  claims?: { count: number; storage: string };
}

/** What a container gets that states nothing, as one started by hand does. */
const unstated = {
  defaultRequest: { cpu: "10m", memory: "32Mi", "ephemeral-storage": "64Mi" },
  default: { cpu: "1", memory: "128Mi", "ephemeral-storage": "1Gi" },
};

type Hard = Record<
  | "pods"
  | "requests.cpu"
  | "requests.memory"
  | "limits.memory"
  | "persistentvolumeclaims"
  | "requests.storage",
  string
>;

/** Keeps a namespace to what the program declares, by a ResourceQuota and a LimitRange. */
export class Quota {
  /** What must be there before a pod or a claim that was declared. */
  readonly ready: pulumi.Resource[];
  private readonly demands = new Collection<Demand>();

  /** @param factor How many times as much as pods are declared to take there is room for; 0 for no bound. */
  constructor(
    name: string,
    namespace: pulumi.Input<string>,
    factor: number,
    opts: pulumi.CustomResourceOptions,
  ) {
    const metadata = { namespace };
    const hard = pulumi.output(this.demands.all.then((demands) => sum(demands, factor)));
    new kubernetes.core.v1.LimitRange(
      name,
      { metadata, spec: { limits: [{ type: "Container", ...unstated }] } },
      opts,
    );
    this.ready = factor === 0 ? [] : [resourceQuota(name, namespace, hard, opts)];
  }

  /** Makes room for a part of the program. */
  declare(name: string, demand: Demand): void {
    this.demands.add(demand, `${name} is to run in the namespace`);
  }
}

/**
 * A ResourceQuota, there once it is in effect: the API server goes by its status, which the controller writes a moment
 * later, and would refuse a further claim until then. Pods need no such care: their controllers ask again.
 */
function resourceQuota(
  name: string,
  namespace: pulumi.Input<string>,
  hard: pulumi.Output<Hard>,
  opts: pulumi.CustomResourceOptions,
) {
  const claims = hard.apply((hard) =>
    JSON.stringify([
      `jsonpath={.status.hard.persistentvolumeclaims}=${hard.persistentvolumeclaims}`,
      `jsonpath={.status.hard['requests.storage']}=${hard["requests.storage"]}`,
    ]),
  );
  const metadata = { namespace, annotations: { "pulumi.com/waitFor": claims } };
  return new kubernetes.core.v1.ResourceQuota(name, { metadata, spec: { hard } }, opts);
}

function sum(demands: readonly Demand[], factor: number): Hard {
  const pods = demands.flatMap((demand) => demand.pods ?? []);
  const claims = demands.flatMap((demand) => demand.claims ?? []);
  const total = <Part extends { count: number }>(
    parts: Part[],
    of: (part: Part) => string,
    times = 1,
  ) =>
    parts
      .reduce((all, part) => all.plus(Quantity.parse(of(part)).times(part.count)), Quantity.zero)
      .scaled(times)
      .toString();
  return {
    pods: total(pods, () => "1"),
    "requests.cpu": total(pods, ({ cpu }) => cpu, factor),
    "requests.memory": total(pods, ({ memory }) => memory, factor),
    "limits.memory": total(pods, ({ memoryLimit }) => memoryLimit, factor),
    persistentvolumeclaims: total(claims, () => "1"),
    "requests.storage": total(claims, ({ storage }) => storage),
  };
}
