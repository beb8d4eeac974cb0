import { once } from "node:events";
import { createServer } from "node:net";

/**
 * Where to listen, from LISTEN_URL: `host:port`, an IPv6 address in brackets. `[::]` stands for every address, of IPv4
 * too; where the kernel has no IPv6, for those of IPv4.
 */
export async function listenAddress(url: string): Promise<{ host: string; port: number }> {
  const colon = url.lastIndexOf(":");
  const host = url.slice(0, colon).replace(/^\[(.*)\]$/, "$1");
  const port = Number(url.slice(colon + 1));
  return { host: host === "::" && !(await hasIpv6()) ? "0.0.0.0" : host, port };
}

async function hasIpv6(): Promise<boolean> {
  const server = createServer();
  try {
    await once(server.listen(0, "::"), "listening");
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
