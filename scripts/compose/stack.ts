import { stringify } from "yaml";
import type { Registered } from "../registered";
import { dependencies, startsAfter } from "./dependencies";
import type { WrittenFile } from "./files";
import { BuiltImages } from "./images";
import { type ComposeNetwork, networks } from "./networks";
import { objectsOf, selects } from "./objects";
import { ownership, type OwnershipService } from "./ownership";
import { portMapping, published } from "./ports";
import { type ComposeService, composeService, type Surroundings } from "./service";
import { Values } from "./values";
import { type Workload, workloads } from "./workloads";

/** A stack as Compose runs it. */
export interface ComposeStack {
  /** The name of its project. */
  name: string;
  /** The Compose file. */
  text: string;
  /** What stands beside it, by its path there. */
  files: ReadonlyMap<string, WrittenFile>;
}

/** In a network: under which names besides its own. */
type Attachments = Record<string, { aliases: string[] } | null>;

interface PlacedService extends ComposeService {
  networks?: Attachments;
  network_mode?: "none";
  ports?: string[];
}

/**
 * The stack that a program has registered, with a container for each of its workloads.
 *
 * @param folder Where the Compose file is going to be.
 */
export function composeStack(resources: readonly Registered[], folder: string): ComposeStack {
  const [namespace] = objectsOf(resources, "Namespace");
  const name = namespace?.object.metadata.name ?? "slipway";
  const all = workloads(resources);
  const ports = published(resources, all);
  const edges = networks(resources, all, new Set(ports.map(({ to }) => to)));
  const surroundings: Surroundings = {
    values: new Values(resources),
    images: new BuiltImages(resources, name, folder),
    files: new Map(),
  };

  const services: Record<string, PlacedService | OwnershipService> = {};
  const needed = dependencies(all);
  for (const workload of all) {
    const place = attachments(workload, edges, aliases(resources, workload));
    const [main, ...others] = workload.pod.containers;
    if (main === undefined || others.length > 0) {
      throw new Error(
        `${workload.name} has ${workload.pod.containers.length} containers, where one is expected`,
      );
    }
    let depends_on = needed.get(workload.name) ?? {};
    const add = (name: string, service: PlacedService | OwnershipService) => {
      services[name] = escaped({ ...service, ...startsAfter(depends_on) });
      depends_on = { [name]: { condition: "service_completed_successfully" } };
    };
    // First of all that run its image, so that this is what says how it is built.
    const made = composeService(workload.name, workload, main, surroundings);
    const owner = ownership(workload, made);
    if (owner !== undefined) add(`${workload.name}-volumes`, owner);
    for (const before of workload.pod.initContainers ?? []) {
      const first = `${workload.name}-${before.name}`;
      add(first, { ...composeService(first, workload, before, surroundings), ...place });
    }
    const mappings = ports.filter(({ to }) => to === workload.name).map(portMapping);
    add(workload.name, { ...made, ...place });
    // With variables of whoever runs Compose.
    if (mappings.length > 0) Object.assign(services[workload.name] ?? {}, { ports: mappings });
  }
  return { name, text: text(name, services, edges), files: surroundings.files };
}

/** The names that others know it by: those of the Services that lead to it, and that of its pod. */
function aliases(resources: readonly Registered[], { name, labels, member }: Workload): string[] {
  const leading = objectsOf(resources, "Service")
    .filter(({ object }) => {
      const { selector } = object.spec as { selector: Record<string, string> };
      return selects(selector, labels);
    })
    .map(({ object }) => object.metadata.name);
  const own = member === undefined ? [] : [`${member.pod}.${member.service}`];
  return [...new Set([...leading, ...own])].filter((alias) => alias !== name);
}

function attachments(
  { name, kind }: Workload,
  edges: readonly ComposeNetwork[],
  known: string[],
): Pick<PlacedService, "networks" | "network_mode"> {
  const own = edges.filter(({ members }) => members.includes(name));
  // Without this it would be in a network with everybody else who is in none.
  if (own.length === 0) return { network_mode: "none" };
  const place = kind === "job" || known.length === 0 ? null : { aliases: known };
  return { networks: Object.fromEntries(own.map((edge) => [edge.name, place])) };
}

function text(
  name: string,
  services: Readonly<Record<string, Partial<PlacedService>>>,
  edges: readonly ComposeNetwork[],
): string {
  const all = Object.values(services);
  const sources = (kind: "secrets" | "configs") =>
    Object.fromEntries(
      all
        .flatMap((service) => service[kind] ?? [])
        .map(({ source }) => [source, { file: `./${kind}/${source}` }]),
    );
  const volumes = all
    .flatMap((service) => service.volumes ?? [])
    .map((volume) => [volume.split(":")[0] ?? "", {}]);
  return stringify(
    {
      name,
      services,
      networks: Object.fromEntries(edges.map(({ name, internal }) => [name, { internal }])),
      volumes: Object.fromEntries(volumes),
      secrets: sources("secrets"),
      configs: sources("configs"),
    },
    // Compose reads YAML 1.1 in places, where `off` has to be in quotes to be a text.
    { version: "1.1", aliasDuplicateObjects: false, lineWidth: 0 },
  );
}

/** Compose takes $NAME for a variable of whoever runs it, and $$ for a dollar. */
function escaped<Value>(value: Value): Value {
  if (typeof value === "string") return value.replaceAll("$", "$$$$") as Value;
  if (Array.isArray(value)) return value.map(escaped) as Value;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, escaped(inner)]),
  ) as Value;
}
