import type { PodLabels } from "../edges/link";
import type { ServedLimits } from "./limits";

/** Requests for `host`, a whole DNS name, whose path is one of `paths`, or below one, go to a service's port. */
export interface ServedRoute {
  host: string;
  paths: string[];
  service: {
    readonly name: string;
    readonly port: number;
    readonly peer: { readonly podLabels: PodLabels };
  };
  /** @default none */
  limits?: ServedLimits | undefined;
}

/** @throws Error when two routes claim one host and path. */
export function rejectTwins(gateway: string, routes: readonly ServedRoute[]): void {
  const claimedBy = new Map<string, string>();
  for (const { host, paths, service } of routes) {
    for (const path of paths) {
      // "/users/" is "/users": both mean the path itself and all below it.
      const claim = host + path.replace(/(.)\/$/, "$1");
      const other = claimedBy.get(claim);
      if (other !== undefined) {
        throw new Error(`${gateway}: ${host}${path} is routed to ${other} and to ${service.name}`);
      }
      claimedBy.set(claim, service.name);
    }
  }
}
