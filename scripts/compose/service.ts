import { Quantity } from "../../components/kubernetes/quantity";
import { type Mounts, mounts, type WrittenFile } from "./files";
import type { Build, BuiltImages } from "./images";
import type { Container } from "./objects";
import { type Healthcheck, healthcheck } from "./probe";
import type { Values } from "./values";
import { envFile, expandedCommand, variables } from "./variables";
import type { Workload } from "./workloads";

export type Condition = "service_healthy" | "service_started" | "service_completed_successfully";

/** A service as the Compose file has it, but for its networks and ports. */
export interface ComposeService extends Partial<Mounts> {
  image: string;
  build?: Build;
  pull_policy?: "never";
  entrypoint?: string[];
  command?: string[];
  environment?: Record<string, string>;
  env_file?: string[];
  hostname?: string;
  domainname?: string;
  user?: string;
  read_only: true;
  cap_drop: ["ALL"];
  security_opt: ["no-new-privileges"];
  mem_limit?: string;
  restart: string;
  stop_grace_period?: string;
  healthcheck?: Healthcheck;
  depends_on?: Record<string, { condition: Condition }>;
}

export interface Surroundings {
  values: Values;
  images: BuiltImages;
  /** What stands beside the Compose file, by its path there: the services add theirs. */
  files: Map<string, WrittenFile>;
}

/** A container of a workload as a service of Compose, with what its pod says of it. */
export function composeService(
  name: string,
  workload: Workload,
  container: Container,
  { values, images, files }: Surroundings,
): ComposeService {
  const { pod, member, kind, tries } = workload;
  const known = variables(container, values);
  const hasSecrets = Object.keys(known.secret).length > 0;
  const secretFile = `env/${name}.env`;
  if (hasSecrets) files.set(secretFile, { text: envFile(known.secret), for: "compose" });
  const { runAsUser, runAsGroup = runAsUser } = pod.securityContext ?? {};
  const { memory } = container.resources?.limits ?? {};
  const runsOn = kind === "server" && pod.containers.includes(container);
  const probe = runsOn ? healthcheck(container) : undefined;
  const grace = pod.terminationGracePeriodSeconds;
  const mounted = mounts(workload, container, values, files);
  return {
    ...images.of(name, container.image),
    ...expandedCommand(container, known),
    ...(Object.keys(known.plain).length === 0 ? {} : { environment: known.plain }),
    ...(hasSecrets ? { env_file: [secretFile] } : {}),
    // As in the cluster, what a server knows itself and its peers by.
    ...(member === undefined ? {} : { hostname: member.pod, domainname: member.service }),
    ...(runAsUser === undefined ? {} : { user: `${runAsUser}:${runAsGroup}` }),
    read_only: true,
    cap_drop: ["ALL"],
    security_opt: ["no-new-privileges"],
    ...(memory === undefined ? {} : { mem_limit: bytes(memory) }),
    restart: runsOn ? "unless-stopped" : `on-failure:${tries ?? 5}`,
    ...(grace === undefined || !runsOn ? {} : { stop_grace_period: `${grace}s` }),
    ...(probe === undefined ? {} : { healthcheck: probe }),
    ...(Object.fromEntries(
      Object.entries(mounted).filter(([, list]) => (list as unknown[]).length > 0),
    ) as Partial<Mounts>),
  };
}

/** A quantity of memory as Compose writes it, such as 256m for 256Mi. */
function bytes(memory: string): string {
  const whole = Quantity.parse(memory).toNumber();
  return whole % 2 ** 20 === 0 ? `${whole / 2 ** 20}m` : `${whole}b`;
}
