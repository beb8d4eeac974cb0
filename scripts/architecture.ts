import type { Registered } from "./registered";

/** What runs an image of one's own: each may use stores and services. */
const consumers = ["Service", "Job", "Schedule"];

/** A service, a job, a store, or what is outside of the stack. */
export interface Part {
  name: string;
  /** Its component's class. */
  kind: string;
  /** Whether it runs an image of one's own, and so may use others. */
  isService: boolean;
  /** The port at which it is reached within the namespace. */
  port: number | undefined;
  /** How many pods it has, such as "2" or, where there is an autoscaler, "2–6"; empty where it is outside the cluster. */
  pods: string;
}

/** An address outside, and what it leads to. */
export interface Entry {
  address: string;
  leads: { paths: string[]; to: string }[];
}

/** The stack as its program wires it: who uses whom, and who is reached from where. */
export interface Architecture {
  namespace: string;
  parts: Part[];
  uses: { from: string; to: string }[];
  entries: Entry[];
}

interface Spec {
  replicas?: number;
  minReplicas?: number;
  maxReplicas?: number;
  scaleTargetRef?: { name: string };
  ports?: { port: number; nodePort?: number }[];
  rules?: {
    host: string;
    http: { paths: { path: string; backend: { service: { name: string } } }[] };
  }[];
}

/** The architecture among what a program registered: what its services use, and the Services' and Ingresses' addresses. */
export function architecture(resources: readonly Registered[]): Architecture {
  const components = (...kinds: string[]) =>
    resources.filter(({ type }) => kinds.some((kind) => type === `slipway:index:${kind}`));
  const objects = (kind: string) =>
    resources
      .filter(({ type }) => type.startsWith("kubernetes:") && type.endsWith(`:${kind}`))
      .map(({ name, inputs }) => ({ name, spec: (inputs as { spec?: Spec }).spec ?? {} }));

  const [app] = components("App");
  const uses = components(...consumers).flatMap(({ name, inputs }) =>
    (inputs as { uses: string[] }).uses.map((to) => ({ from: name, to })),
  );

  const services = objects("Service");
  const scalers = objects("HorizontalPodAutoscaler");
  const servers = [...objects("Deployment"), ...objects("StatefulSet")];
  const pods = (name: string): string => {
    const scaler = scalers.find(({ spec }) => spec.scaleTargetRef?.name === name)?.spec;
    if (scaler !== undefined) return `${scaler.minReplicas ?? 1}–${scaler.maxReplicas}`;
    const server = servers.find((each) => each.name === name);
    return server === undefined ? "" : String(server.spec.replicas ?? 1);
  };
  const jobs = components("Job", "Schedule");
  const names = new Set([...servers, ...jobs].map(({ name }) => name));
  for (const { to } of uses) names.add(to);
  const parts = resources
    .filter(({ name, parent, custom }) => !custom && parent === app?.urn && names.has(name))
    .map(({ name, type }) => {
      const kind = type.split(":").at(-1) ?? "";
      const own = services.filter((each) => [name, `${name}-headless`].includes(each.name));
      const port = own[0]?.spec.ports?.[0]?.port;
      return { name, kind, isService: consumers.includes(kind), port, pods: pods(name) };
    });

  // A host may be in several: of routes with limits, and of http beside https.
  const rules = objects("Ingress").flatMap(({ spec }) => spec.rules ?? []);
  const routes = [...new Set(rules.map(({ host }) => host))].map((address) => ({
    address,
    leads: leads(
      rules
        .filter(({ host }) => host === address)
        .flatMap(({ http }) => http.paths)
        .map(({ path, backend }) => ({ path, to: backend.service.name })),
    ),
  }));
  const nodePorts = services.flatMap(({ name, spec }) =>
    (spec.ports ?? []).flatMap(({ nodePort }) =>
      nodePort === undefined
        ? []
        : [{ address: `port ${nodePort} of a node`, leads: [{ paths: ["/"], to: name }] }],
    ),
  );
  return { namespace: app?.name ?? "", parts, uses, entries: [...routes, ...nodePorts] };
}

/** The paths that lead to one service, together. */
function leads(routes: { path: string; to: string }[]): Entry["leads"] {
  return [...new Set(routes.map(({ to }) => to))].map((to) => ({
    to,
    paths: [...new Set(routes.filter((route) => route.to === to).map(({ path }) => path))],
  }));
}
