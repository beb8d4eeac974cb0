import type { Architecture, Part } from "../architecture";
import { fullCause } from "./container-cause";
import { accountCause, edgeCause } from "./edge-cause";
import type { Cause } from "./finding";
import type { Workload } from "./objects";
import type { Reading, Words } from "./reading";
import { isAbout, passwordCause, refusedLogin, tellsOf } from "./said";
import { isComplete, podsOf, serverCause } from "./server-cause";

/** Causes that are no more than what one would see if what the part uses were gone: an edge is followed first. */
const mayBeAnothers = new Set<Cause["code"]>(["crash", "readiness", "starting", "not-deployed"]);

/** How much of a volume must be free, in hundredths. */
const leastFree = 1;

/** A cause, and the part that has it. */
export interface Root {
  part: string;
  cause: Cause;
}

/** Follows the edges of a stack from what is not ready to what keeps it. */
export class RootCauses {
  constructor(
    private readonly program: Architecture,
    private readonly reading: Reading,
  ) {}

  isHeld(name: string): boolean {
    const server = this.server(name);
    return server === undefined || !isComplete(server);
  }

  /** The cause at the end of the edges. @param way The parts that were come by, so that no circle is followed. */
  root(name: string, way: readonly string[]): Root | undefined {
    const own = this.own(name);
    if (own !== undefined && !mayBeAnothers.has(own.code)) return { part: name, cause: own };
    const denied = edgeCause(name, this.uses(name), this.program, this.reading);
    if (denied !== undefined) return { part: name, cause: denied };
    if (own === undefined) return undefined;
    const refused = this.refused(name);
    if (refused !== undefined) return { part: name, cause: refused };
    if (own.code === "crash" && !this.tellsOfStores(name)) return { part: name, cause: own };
    for (const used of this.uses(name)) {
      const cause = way.includes(used) ? undefined : this.usedCause(name, used, way);
      if (cause !== undefined) return cause;
    }
    return { part: name, cause: own };
  }

  /** Why what a part uses does not serve it: the other end's own trouble, or that of the account there. */
  private usedCause(name: string, used: string, way: readonly string[]): Root | undefined {
    const server = this.server(used);
    const isElsewhere = this.program.parts.some((part) => part.name === used && part.pods === "");
    const serves = isElsewhere || (server?.status?.readyReplicas ?? 0) > 0;
    const isFull = server !== undefined && this.fullVolume(server) !== undefined;
    if (!serves || isFull) return this.root(used, [...way, name]);
    const cause = accountCause(name, used, this.reading);
    return cause === undefined ? undefined : { part: name, cause };
  }

  private own(name: string): Cause | undefined {
    const server = this.server(name);
    if (server !== undefined) return serverCause(server, this.reading) ?? this.fullVolume(server);
    return {
      code: "not-deployed",
      says: "is not there",
      evidence: [
        `There is neither a Deployment nor a StatefulSet ${name} in ${this.reading.namespace}`,
      ],
      mend: "npm run up; where it was there before, pulumi up --refresh.",
    };
  }

  /** A store that still runs can have no room: it then fails who writes. */
  private fullVolume(server: Workload): Cause | undefined {
    for (const pod of podsOf(server, this.reading)) {
      for (const { persistentVolumeClaim } of pod.spec.volumes ?? []) {
        const claim = persistentVolumeClaim?.claimName ?? "";
        const filling = this.reading.fillings[claim];
        if (filling === undefined || filling.available * 100 >= filling.size * leastFree) continue;
        const mebibytes = (bytes: number) => `${Math.floor(bytes / 2 ** 20)} MiB`;
        const proof = `${mebibytes(filling.available)} of ${mebibytes(filling.size)} are free`;
        return fullCause(pod, proof, claim);
      }
    }
    return undefined;
  }

  /** Whether a part that ended may have done so for what it uses. */
  private tellsOfStores(name: string): boolean {
    return this.words(name).some((words) => tellsOf(words, this.usedParts(name)));
  }

  private refused(name: string): Cause | undefined {
    for (const words of this.words(name)) {
      const line = refusedLogin(words);
      if (line === undefined) continue;
      const store = this.usedParts(name).find((part) => isAbout(line, part));
      return passwordCause(name, store?.name ?? "a store", line);
    }
    return undefined;
  }

  private server(name: string): Workload | undefined {
    return this.reading.servers.find(({ metadata }) => metadata.name === name);
  }

  private words(name: string): (Words | undefined)[] {
    const server = this.server(name);
    const pods = server === undefined ? [] : podsOf(server, this.reading);
    return pods.map(({ metadata }) => this.reading.words[metadata.name]);
  }

  private usedParts(name: string): Part[] {
    return this.program.parts.filter((part) => this.uses(name).includes(part.name));
  }

  private uses(name: string): string[] {
    return this.program.uses.flatMap(({ from, to }) => (from === name ? [to] : []));
  }
}
