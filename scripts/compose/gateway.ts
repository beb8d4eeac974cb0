/**
 * The stack's gateway settings as they are here: a proxy of the stack's own, by plain http. No controller, class, range
 * or certificate of a cluster is there.
 *
 * @param settings The stack's, as JSON.
 */
export function gatewayHere(settings: string | undefined): string {
  const { domain } = JSON.parse(settings ?? "{}") as { domain?: string };
  return JSON.stringify({ ...(domain === undefined ? {} : { domain }), exposure: "loadBalancer" });
}

/**
 * The proxy's configuration, for where a service's address is its container's: another one each time that it starts,
 * where a Service keeps its own. nginx asks Docker's name server again after a second.
 */
export function resolvesAnew(files: Readonly<Record<string, string>>): Record<string, string> {
  const changed = Object.entries(files).map(([file, text]) => [
    file,
    text
      .replace(/^http \{$/m, "http {\n  resolver 127.0.0.11 valid=1s ipv6=off;")
      .replace(
        /^( *)server ([\w-]+):(\d+) max_fails=0;$/gm,
        "$1zone $2 64k;\n$1server $2:$3 max_fails=0 resolve;",
      ),
  ]);
  return Object.fromEntries(changed) as Record<string, string>;
}
