import type { Architecture } from "../architecture";
import type { Finding } from "./finding";
import { type ControllerPlace, ingressCause } from "./gateway-cause";
import type { Reading } from "./reading";
import { type Root, RootCauses } from "./root-cause";

/** The stack as its program has it, and what its settings say of the ingress controller. */
export interface Program extends Architecture {
  controller: ControllerPlace | undefined;
}

/**
 * Every cause for which something of a stack is not as it is to be, each once, at the part that has it.
 *
 * The edges are the program's: what they lead to may not have been deployed yet, and a rule that is missing in the
 * cluster is one of the causes.
 */
export function explain(program: Program, reading: Reading): Finding[] {
  const causes = new RootCauses(program, reading);
  const names = [
    ...program.parts.filter(({ pods }) => pods !== "").map(({ name }) => name),
    ...reading.servers.map(({ metadata }) => metadata.name),
  ];
  const rooted = [...new Set(names)].flatMap((name) => {
    const root = causes.root(name, []);
    return root === undefined ? [] : [{ ...root, held: causes.isHeld(name) ? [name] : [] }];
  });
  const gateway = reading.ingresses.flatMap((ingress) => {
    const cause = ingressCause(ingress, program.controller, reading);
    // What the cluster has added to the name is of no use to who reads it.
    const part = ingress.metadata.name.replace(/-[0-9a-f]{8}$/, "");
    return cause === undefined ? [] : [{ part, cause, held: [part] }];
  });
  const all = [...rooted, ...gateway];
  const keyOf = ({ part, cause }: Root) => `${part} ${cause.code} ${cause.says}`;
  return [...new Map(all.map((root) => [keyOf(root), root])).values()].map((root) => {
    const same = all.filter((other) => keyOf(other) === keyOf(root));
    return finding(root, [...new Set(same.flatMap(({ held }) => held))]);
  });
}

function finding({ part, cause: { says, ...cause } }: Root, holds: string[]): Finding {
  const whole = `${part} ${says}`;
  const others = holds.filter((name) => name !== part);
  const verb = others.length > 1 ? "are" : "is";
  const sentence =
    others.length > 0
      ? `${listed(others)} ${verb} not ready, because ${whole}`
      : holds.length > 0
        ? `${part} is not ready, because it ${says}`
        : whole;
  return { part, ...cause, cause: whole, holds, sentence };
}

function listed(names: string[]): string {
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
