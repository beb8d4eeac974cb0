import * as pulumi from "@pulumi/pulumi";
import { burstSeconds, type ServedLimits } from "./limits";
import { middleware } from "./middleware";

type Annotations = Readonly<Record<string, pulumi.Input<string>>>;

export interface LimitAnnotationsArgs {
  /** Who is told; another one than these two is told nothing. */
  controller: "ingress-nginx" | "traefik" | "other";
  namespace: pulumi.Input<string>;
  limits: ServedLimits;
  /** What the Ingress says besides; limits win over it, but for Middlewares, which come first. */
  annotations: Annotations;
}

/** The annotations of an Ingress that is to hold limits; what they name is made here. */
export function limitAnnotations(
  name: string,
  { controller, namespace, limits, annotations }: LimitAnnotationsArgs,
  opts: pulumi.CustomResourceOptions,
): Annotations {
  const { requestsPerSecond, bodyBytes, timeout } = limits;
  if (controller === "ingress-nginx") {
    const words = {
      "limit-rps": requestsPerSecond,
      "limit-burst-multiplier": requestsPerSecond && burstSeconds,
      // In bytes: nginx has no word for Mi.
      "proxy-body-size": bodyBytes,
      "proxy-read-timeout": timeout,
      "proxy-send-timeout": timeout,
      // Without it each of several pods would have as long.
      "proxy-next-upstream-timeout": timeout,
    };
    const said = Object.entries(words).flatMap(([word, value]) =>
      value === undefined ? [] : [[`nginx.ingress.kubernetes.io/${word}`, String(value)]],
    );
    return { ...annotations, ...(Object.fromEntries(said) as Record<string, string>) };
  }
  if (controller === "other") return annotations;
  const key = "traefik.ingress.kubernetes.io/router.middlewares";
  const given = annotations[key];
  const rateLimit = requestsPerSecond && {
    average: requestsPerSecond,
    burst: requestsPerSecond * burstSeconds,
  };
  const names = [
    ...(given === undefined ? [] : [given]),
    ...(rateLimit ? [middleware(`${name}-rate`, { namespace }, { rateLimit }, opts)] : []),
    ...(bodyBytes === undefined
      ? []
      : [
          middleware(
            `${name}-body`,
            { namespace },
            { buffering: { maxRequestBodyBytes: bodyBytes } },
            opts,
          ),
        ]),
  ];
  return { ...annotations, [key]: pulumi.all(names).apply((all) => all.join(",")) };
}
