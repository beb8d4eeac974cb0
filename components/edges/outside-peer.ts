import * as net from "node:net";
import { contains } from "../config/formats";
import type { Settings } from "../config/settings";
import type { Peer } from "./link";

/**
 * Where a host outside of the cluster is, as a policy can say it: the ranges of addresses that the settings name, its own
 * address where it is one, or its name where Cilium goes by that. Anything else is a mistake of the settings.
 *
 * @param place Where the settings have the ranges, such as outside.payments.cidrs.
 */
export function outsidePeer(
  settings: Settings,
  place: string,
  host: string,
  cidrs: readonly string[] = [],
): Peer {
  const version = net.isIP(host);
  if (cidrs.length > 0) {
    if (version !== 0 && !cidrs.some((cidr) => contains(cidr, host))) {
      settings.mistake(place, `is ${JSON.stringify(cidrs)}, but must contain the host ${host}`);
    }
    return { cidrs };
  }
  if (version !== 0) return { cidrs: [`${host}/${version === 6 ? 128 : 32}`] };
  if (settings.cluster.networkPolicies === "cilium") return { host };
  settings.mistake(
    place,
    `is missing, but must be the ranges of addresses that ${host} may have, since a NetworkPolicy knows addresses and ` +
      `no names: pulumi config set --path '${place}[0]' 203.0.113.0/24 (0.0.0.0/0 is any; with Cilium, ` +
      `cluster.networkPolicies cilium goes by the name)`,
  );
  return { cidrs };
}
