import { createHash } from "node:crypto";
import ipaddr from "ipaddr.js";

/** One client. Whoever has an address of IPv6 has at least the 2^64 of its network; what is no address is one client. */
export function clientKey(address: string): string {
  if (!ipaddr.isValid(address)) return "unknown";
  const parsed = ipaddr.process(address);
  if (parsed.kind() === "ipv4") return parsed.toString();
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${parsed.toString()}/64`).toString()}/64`;
}

/** Hashed, so that the keys are of one length and Redis holds no addresses for it. */
export function accountKey(email: string): string {
  return createHash("sha256").update(email.toLowerCase()).digest("hex");
}
