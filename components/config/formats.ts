import { X509Certificate } from "node:crypto";
import * as net from "node:net";
import { isCron, isTimeZone } from "./cron";

/** What no pattern can tell of a text, by the name of the format in a schema. */
export const formats: Record<string, (text: string) => boolean> = {
  host: (text) =>
    net.isIP(text) !== 0 ||
    /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*$/.test(
      text,
    ),
  cidr: (text) => {
    const [address = "", bits = "", ...rest] = text.split("/");
    const most = { 0: -1, 4: 32, 6: 128 }[net.isIP(address)] ?? -1;
    return rest.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= most;
  },
  cron: isCron,
  timeZone: isTimeZone,
  authority: (text) => {
    try {
      return new X509Certificate(text).ca;
    } catch {
      return false;
    }
  },
};

/** Whether an address is within a range of its own family. */
export function contains(cidr: string, address: string): boolean {
  const [first = "", bits = ""] = cidr.split("/");
  // A BlockList takes an IPv4 address for one of IPv6 as well, which no policy does.
  if (net.isIP(first) !== net.isIP(address)) return false;
  const family = net.isIP(address) === 6 ? "ipv6" : "ipv4";
  const range = new net.BlockList();
  range.addSubnet(first, Number(bits), family);
  return range.check(address, family);
}
