import assert from "node:assert/strict";
import { ingressCause } from "../../scripts/status/gateway-cause";
import type { Ingress, IngressClass, Pod } from "../../scripts/status/objects";

const isDefault = { "ingressclass.kubernetes.io/is-default-class": "true" };
const nginx: IngressClass = { metadata: { name: "nginx" } };
const traefik: IngressClass = { metadata: { name: "traefik", annotations: isDefault } };
const running: Pod = {
  metadata: { name: "controller" },
  spec: { containers: [] },
  status: { phase: "Running" },
};

function ingress(taken: boolean, ingressClassName?: string): Ingress {
  return {
    metadata: { name: "gateway-1" },
    spec: ingressClassName === undefined ? {} : { ingressClassName },
    status: { loadBalancer: { ingress: taken ? [{}] : [] } },
  };
}

describe("the gateway's Ingress", () => {
  const says = (
    one: Ingress,
    ingressClasses: IngressClass[] | undefined,
    controllerPods: Pod[] | undefined = [running],
  ) => {
    const reading = { ingressClasses, controllerPods, events: [] };
    return ingressCause(one, { namespace: "ingress-nginx" }, reading)?.says ?? "well";
  };

  const cases: [what: string, told: string, expected: RegExp][] = [
    [
      "is well where a controller has taken its class",
      says(ingress(true, "nginx"), [nginx]),
      /^well$/,
    ],
    ["is well with the default class", says(ingress(true), [nginx, traefik]), /^well$/],
    [
      "is well where nothing is known but that it is taken",
      says(ingress(true), undefined, undefined),
      /^well$/,
    ],
    [
      "names a class that is not there",
      says(ingress(true, "alb"), [nginx]),
      /class is alb, and there is nginx$/,
    ],
    [
      "names none, and none is the default",
      says(ingress(true), [nginx]),
      /none of the cluster's is the default/,
    ],
    [
      "has no controller in its namespace",
      says(ingress(true, "nginx"), [nginx], []),
      /no pod runs in .* ingress-nginx/,
    ],
    [
      "has not been taken",
      says(ingress(false, "nginx"), [nginx]),
      /none has taken the class nginx$/,
    ],
  ];
  for (const [what, told, expected] of cases) it(what, () => assert.match(told, expected));
});
