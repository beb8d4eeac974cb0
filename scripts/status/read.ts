import type { Kubectl } from "../kubectl";
import type {
  Claim,
  ClusterEvent,
  CronJob,
  Ingress,
  IngressClass,
  NetworkPolicy,
  Pod,
  StorageClass,
  Workload,
} from "./objects";
import type { Reading } from "./reading";
import { isComplete, podsOf } from "./server-cause";
import { fillings } from "./volumes";
import { wordsOf } from "./words";

/** What of a namespace the causes are found in. */
const kinds = [
  ...["pods", "deployments", "statefulsets", "replicasets", "jobs", "cronjobs"],
  ...["persistentvolumeclaims", "networkpolicies", "ingresses"],
];

/** A cluster that is not there must not be waited for. */
const asJson = ["--output=json", "--request-timeout=15s"];

/** How many pods of one server are asked for what they say. */
const asked = 2;

/**
 * Reads a namespace, and what the pods say that are not ready.
 *
 * @param controllerNamespace Where the ingress controller runs, if the stack has one.
 * @param brief Whether to leave out what the pods say themselves. @default false
 * @throws Failure when the cluster does not answer, or this account may not read the namespace.
 */
export async function read(
  kubectl: Kubectl,
  controllerNamespace?: string,
  brief = false,
): Promise<Reading> {
  const [objects, events, cluster, controllerPods] = await Promise.all([
    kubectl.ask(["get", kinds.join(), ...asJson]).then(itemsOf),
    // Of what goes well there are many more.
    kubectl.ask(["get", "events", "--field-selector=type=Warning", ...asJson]).then(itemsOf),
    optional(kubectl, ["ingressclasses,storageclasses"]),
    controllerNamespace === undefined
      ? undefined
      : optional(kubectl.in(controllerNamespace), ["pods"]),
  ]);
  const of = <Kind>(...wanted: string[]) =>
    objects.filter(({ kind }) => wanted.includes(kind)) as unknown as Kind[];
  const ofCluster = <Kind>(wanted: string) =>
    cluster?.filter(({ kind }) => kind === wanted) as Kind[] | undefined;
  const reading: Reading = {
    namespace: kubectl.namespace,
    now: Date.now(),
    pods: of<Pod>("Pod"),
    servers: of<Workload>("Deployment", "StatefulSet"),
    replicaSets: of<Workload>("ReplicaSet"),
    jobs: of<Workload>("Job"),
    cronJobs: of<CronJob>("CronJob"),
    claims: of<Claim>("PersistentVolumeClaim"),
    events: events as unknown as ClusterEvent[],
    policies: of<NetworkPolicy>("NetworkPolicy"),
    ingresses: of<Ingress>("Ingress"),
    ingressClasses: ofCluster<IngressClass>("IngressClass"),
    storageClasses: ofCluster<StorageClass>("StorageClass"),
    controllerPods: controllerPods as Pod[] | undefined,
    words: {},
    fillings: {},
  };
  if (brief) return reading;
  const [words, filled] = await Promise.all([
    Promise.all(
      silent(reading).map(async (pod) => [pod.metadata.name, await wordsOf(pod, kubectl)]),
    ),
    fillings(reading.pods, kubectl),
  ]);
  return { ...reading, words: Object.fromEntries(words), fillings: filled };
}

/** The pods that have something to say of why a server or a Job is not ready. */
function silent(reading: Reading): Pod[] {
  const isReady = ({ status }: Pod) =>
    status.containerStatuses?.every(({ ready }) => ready) ?? false;
  const ofServers = reading.servers
    .filter((server) => !isComplete(server))
    .flatMap((server) =>
      podsOf(server, reading)
        .filter((pod) => !isReady(pod))
        .slice(0, asked),
    );
  const ofJobs = reading.pods.filter(
    ({ metadata, status }) =>
      metadata.ownerReferences?.some(({ kind }) => kind === "Job") === true &&
      status.phase !== "Succeeded",
  );
  return [...new Set([...ofServers, ...ofJobs])];
}

function itemsOf(text: string): { kind: string }[] {
  return (JSON.parse(text) as { items: { kind: string }[] }).items;
}

/** What this account may perhaps not list: undefined then. */
async function optional(kubectl: Kubectl, what: string[]): Promise<{ kind: string }[] | undefined> {
  const { status, stdout } = await kubectl.attempt(["get", ...what, ...asJson]);
  return status === 0 ? itemsOf(stdout) : undefined;
}
