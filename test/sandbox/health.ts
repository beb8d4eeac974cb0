import { metricsReady } from "./addons";
import { dnsReady } from "./cluster-dns";
import { isServing } from "./daemon";
import { daemons } from "./daemons";
import { ingressReady } from "./ingress-controller";
import { nodeReady } from "./kubernetes";

/** What of a sandbox does not serve, by name; empty if it is whole. */
export async function problems(): Promise<string[]> {
  const all = daemons.flatMap((group) => group.daemons);
  const serving = await Promise.all(all.map(isServing));
  const absent = all.filter((_, index) => !serving[index]).map(({ name }) => name);
  if (absent.length > 0) return absent;
  const checks = {
    "a ready node": () => nodeReady(),
    "the metrics API": metricsReady,
    "the cluster's DNS": dnsReady,
    "the ingress controller": ingressReady,
  };
  for (const [name, check] of Object.entries(checks)) {
    await check().catch(() => absent.push(name));
  }
  return absent;
}
