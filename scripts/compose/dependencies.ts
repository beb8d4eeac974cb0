import type { ComposeService, Condition } from "./service";
import type { Workload } from "./workloads";

type DependsOn = NonNullable<ComposeService["depends_on"]>;

/** What each workload waits for, by its name: servers until they serve, jobs until they have ended well. */
export function dependencies(workloads: readonly Workload[]): Map<string, DependsOn> {
  const direct = new Map(
    workloads.map(({ name, dependencies }) => [
      name,
      workloads.filter(({ urn }) => dependencies.includes(urn)),
    ]),
  );
  return new Map(
    workloads.map(({ name }) => {
      const needed = direct.get(name) ?? [];
      // What is waited for on the way to another need not be named.
      const implied = new Set(needed.flatMap((each) => direct.get(each.name) ?? []));
      const own = needed.filter((each) => !implied.has(each));
      return [
        name,
        Object.fromEntries(own.map((each) => [each.name, { condition: condition(each) }])),
      ];
    }),
  );
}

/** The key of a service that says so; none where it waits for nobody. */
export function startsAfter(depends_on: DependsOn): Pick<ComposeService, "depends_on"> {
  return Object.keys(depends_on).length === 0 ? {} : { depends_on };
}

function condition({ kind, pod }: Workload): Condition {
  if (kind === "job") return "service_completed_successfully";
  const asked = pod.containers.some(({ readinessProbe }) => readinessProbe !== undefined);
  return asked ? "service_healthy" : "service_started";
}
