import * as fs from "node:fs";
import * as path from "node:path";
import { limitZones, locations } from "./nginx-route";
import type { ServedRoute } from "./route";

/** Where nginx listens in its container. */
export const proxyPorts = { http: 8080, https: 8443, probe: 8081 };

/**
 * The configuration of an nginx that leads routes to Services as an Ingress does: by whole steps of the path, the
 * longest first, and 404 for the rest. Where no pod is ready it answers 503.
 *
 * @param tlsFolder Has a folder for each host, which holds its tls.crt and tls.key; undefined for plain HTTP.
 * @throws Error when a path has a character that would not stand for itself in a location.
 */
export function nginxConfig(routes: ServedRoute[], tlsFolder?: string): string {
  const hosts = [...new Set(routes.map(({ host }) => host))];
  const services = [...new Map(routes.map(({ service }) => [service.name, service])).values()];
  const listens = (flags = "") =>
    tlsFolder === undefined
      ? listen(proxyPorts.http, flags)
      : listen(proxyPorts.https, ` ssl${flags}`);
  return [
    "daemon off;\nworker_processes 2;\npid /tmp/nginx.pid;\nerror_log stderr warn;\nworker_shutdown_timeout 20s;",
    block("events", "worker_connections 4096;"),
    block(
      "http",
      fs.readFileSync(path.join(__dirname, "proxy.conf"), "utf8").trimEnd(),
      ...(tlsFolder === undefined ? [] : [tlsSettings(tlsFolder, hosts)]),
      // Kept for less long than the services keep them, so that none is closed under a request; and not for ever, so
      // that new pods get their share.
      ...services.map(({ name, port }) =>
        block(
          `upstream ${name}`,
          `server ${name}:${port} max_fails=0;`,
          "keepalive 32;\nkeepalive_timeout 30s;\nkeepalive_time 1m;",
        ),
      ),
      ...limitZones(routes),
      ...(tlsFolder === undefined ? [] : [redirect(hosts)]),
      block("server", listens(" default_server"), nowhere),
      ...hosts.map((host) =>
        block(
          "server",
          listens(),
          `server_name ${host};`,
          ...routes.flatMap((route, index) => (route.host === host ? locations(route, index) : [])),
          ...(routes.some((route) => route.host === host && route.paths.includes("/"))
            ? []
            : [nowhere]),
          // For whoever speaks http to the port for https.
          ...(tlsFolder === undefined
            ? []
            : ["error_page 497 =308 https://$http_host$request_uri;"]),
          failures,
        ),
      ),
      // On a port that no Service has: nobody outside can ask.
      block(
        "server",
        listen(proxyPorts.probe),
        "access_log off;",
        `location = /healthz { return 200 "ok\\n"; }`,
        nowhere,
      ),
    ),
    "",
  ].join("\n");
}

/** On IPv4 and IPv6; nginx-start.sh leaves the second out where there is none. */
function listen(port: number, flags = ""): string {
  return `listen ${port}${flags};\nlisten [::]:${port}${flags};`;
}

const nowhere = "location / { return 404; }";

function redirect(hosts: string[]): string {
  return [
    block("server", listen(proxyPorts.http, " default_server"), nowhere),
    block(
      "server",
      listen(proxyPorts.http),
      `server_name ${hosts.join(" ")};`,
      "return 308 https://$host$request_uri;",
    ),
  ].join("\n");
}

// A connection that never came about means that no pod is ready: try again. Anything else may have been done already.
const failures = [502, 504]
  .map((status) =>
    [
      `error_page ${status} = @failed-${status};`,
      block(
        `location @failed-${status}`,
        `if ($reached) { return ${status}; }\nreturn 503 "No pod is ready.\\n";`,
      ),
    ].join("\n"),
  )
  .join("\n");

/** Whoever names no host, or an unknown one, is shown the first one's certificate. */
function tlsSettings(folder: string, hosts: string[]): string {
  const folders = hosts.map((host) => `${host} ${folder}/${host};`);
  return [
    "http2 on;",
    "ssl_protocols TLSv1.2 TLSv1.3;",
    "ssl_session_cache shared:tls:2m;",
    "ssl_session_tickets off;",
    "# Through a variable they are read while it runs, so that a renewed certificate needs no restart.",
    block("map $ssl_server_name $tls_folder", `default ${folder}/${hosts[0]};`, ...folders),
    "ssl_certificate $tls_folder/tls.crt;",
    "ssl_certificate_key $tls_folder/tls.key;",
    `ssl_certificate_cache max=${4 * hosts.length} valid=1m;`,
  ].join("\n");
}

function block(name: string, ...parts: string[]): string {
  const lines = parts.join("\n").replace(/^(?=.)/gm, "  ");
  return `${name} {\n${lines}\n}`;
}
