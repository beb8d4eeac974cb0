import { Quantity } from "../kubernetes/quantity";

/**
 * What a route lets each client have. Every pod of the ingress controller, or of the stack's proxy, counts for itself. A
 * client is the address that this pod sees: behind the exposure "nodePort" that is the node's, for all who asked it.
 */
export interface Limits {
  /**
   * Requests a second by one client address, from 1 to 1,000,000, with a burst of five times as many. What is above gets
   * 429; of ingress-nginx 503, unless its ConfigMap has limit-req-status-code. Traefik counts each path by itself.
   * nginx sends no Retry-After with it.
   *
   * @default as many as come
   */
  requestsPerSecond?: number;
  /**
   * Size of a request's body, as a Kubernetes quantity of bytes such as "1Mi". What is larger gets 413. Traefik reads
   * whole requests and whole answers before it passes them on where this is set, so that nothing is streamed.
   *
   * @default 1 MiB by nginx, unless its administrator has set another; any by Traefik
   */
  bodySize?: string;
  /**
   * Seconds that the service may take to begin its answer, and between two parts of it, from 1 to 86,400. What takes
   * longer gets 504. Traefik has none for a route.
   *
   * @default 60 by nginx, unless its administrator has set another; any by Traefik
   */
  timeout?: number;
}

/** Limits that have been read, the body's in bytes. */
export interface ServedLimits {
  readonly requestsPerSecond?: number | undefined;
  readonly bodyBytes?: number | undefined;
  readonly timeout?: number | undefined;
}

/** How many seconds' worth of requests may come at once. */
export const burstSeconds = 5;

/** Who is to hold the limits: a controller that Ingresses tell, or the stack's own proxy. */
type Holder = "ingress-nginx" | "traefik" | "other" | "proxy";

const proxy = `the proxy of gateway.exposure "loadBalancer" or "nodePort"`;
const untold =
  'gateway.controller is "other", which nobody here can tell of it: ' +
  `"ingress-nginx" or "traefik" can be told, and ${proxy}`;
const noTimeout =
  'must not be set: gateway.controller is "traefik", whose routes have requestsPerSecond and bodySize; ' +
  `"ingress-nginx" has a timeout, and so has ${proxy}`;

/**
 * Reads a route's limits; undefined where it has none.
 *
 * @param route The gateway, the host and the paths, as errors are to call them.
 * @throws Error when a value is not allowed, or its holder cannot be told of it.
 */
export function readLimits(
  route: string,
  { requestsPerSecond, bodySize, timeout }: Limits,
  holder: Holder,
): ServedLimits | undefined {
  const set = Object.entries({ requestsPerSecond, bodySize, timeout }).filter(
    ([, value]) => value !== undefined,
  );
  const refuse = (field: string, value: unknown, sentence: string) => {
    const is = typeof value === "string" ? JSON.stringify(value) : String(value);
    throw new Error(`${route}: limits.${field} is ${is}, but ${sentence}`);
  };
  for (const [field, value] of set) {
    if (holder === "other") refuse(field, value, untold);
    if (holder === "traefik" && field === "timeout") refuse(field, value, noTimeout);
  }
  for (const [field, value, most] of [
    ["requestsPerSecond", requestsPerSecond, 1_000_000],
    ["timeout", timeout, 86_400],
  ] as const) {
    if (value === undefined || (Number.isInteger(value) && value >= 1 && value <= most)) continue;
    refuse(field, value, `must be a whole number from 1 to ${most}`);
  }
  const bodyBytes = bodySize === undefined ? undefined : bytesOf(bodySize);
  if (bodySize !== undefined && bodyBytes === undefined) {
    refuse("bodySize", bodySize, `must be a quantity from 1 byte to 1Ti, such as "1Mi"`);
  }
  return set.length === 0 ? undefined : { requestsPerSecond, bodyBytes, timeout };
}

function bytesOf(quantity: string): number | undefined {
  try {
    const bytes = Quantity.parse(quantity).toNumber();
    return bytes >= 1 && bytes <= 2 ** 40 ? bytes : undefined;
  } catch {
    return undefined;
  }
}
