import { burstSeconds } from "./limits";
import type { ServedRoute } from "./route";

/** Where nginx counts requests by client, for each route that limits them. */
export function limitZones(routes: readonly ServedRoute[]): string[] {
  return routes.flatMap(({ limits: { requestsPerSecond } = {} }, index) =>
    requestsPerSecond === undefined
      ? []
      : // Room for some 8,000 clients; of more the one that asked longest ago is forgotten.
        `limit_req_zone $binary_remote_addr zone=${zoneOf(index)}:1m rate=${requestsPerSecond}r/s;`,
  );
}

/**
 * A route's paths themselves, and what is below them: "/users" is not the beginning of "/users-of-others".
 *
 * @param index Its place among all routes.
 * @throws Error when a path has a character that would not stand for itself in a location.
 */
export function locations(route: ServedRoute, index: number): string[] {
  const pass = `{ ${[...limitsOf(route, index), `proxy_pass http://${route.service.name};`].join(" ")} }`;
  return route.paths.map((path) => {
    if (!/^\/([\w.~-]+\/?)*$/.test(path)) {
      throw new Error(
        `The path "${path}" is routed to ${route.service.name}, but must be / or steps of letters, digits, ., _, ~ and -`,
      );
    }
    const step = path.replace(/\/$/, "");
    return step === ""
      ? `location / ${pass}`
      : `location = ${step} ${pass}\nlocation ${step}/ ${pass}`;
  });
}

function limitsOf({ limits = {} }: ServedRoute, index: number): string[] {
  const { requestsPerSecond, bodyBytes, timeout } = limits;
  return [
    ...(requestsPerSecond === undefined
      ? []
      : [
          `limit_req zone=${zoneOf(index)} burst=${requestsPerSecond * burstSeconds} nodelay;`,
          "limit_req_status 429;",
        ]),
    ...(bodyBytes === undefined ? [] : [`client_max_body_size ${bodyBytes};`]),
    ...(timeout === undefined
      ? []
      : [`proxy_read_timeout ${timeout}s;`, `proxy_send_timeout ${timeout}s;`]),
  ];
}

function zoneOf(index: number): string {
  return `route-${index}`;
}
