import assert from "node:assert/strict";
import type { NetworkPolicy } from "../../scripts/status/objects";
import { denial } from "../../scripts/status/policies";

const namespace = "slipway";
const pod = (name: string, where = namespace) => ({ labels: { app: name }, namespace: where });

function policy(name: string, spec: NetworkPolicy["spec"]): NetworkPolicy {
  return { metadata: { name }, spec };
}

const denyAll = policy("deny", { podSelector: {}, policyTypes: ["Ingress", "Egress"] });
const out = policy("out", {
  podSelector: { matchLabels: { app: "web" } },
  policyTypes: ["Egress"],
  egress: [
    {
      ports: [{ protocol: "TCP", port: 6379 }],
      to: [{ podSelector: { matchLabels: { app: "store" } } }],
    },
  ],
});
const into = (from: object, ports?: object[]) =>
  policy("in", {
    podSelector: { matchExpressions: [{ key: "app", operator: "In", values: ["store"] }] },
    ingress: [{ from: [from], ...(ports === undefined ? {} : { ports }) }],
  });
const web = { podSelector: { matchLabels: { app: "web" } } };

describe("an edge under NetworkPolicies", () => {
  const told = (policies: NetworkPolicy[], from = "web", port = 6379, where = namespace) =>
    denial(policies, pod(from, where), pod("store"), port)?.direction ?? "open";

  const cases: [what: string, told: string, expected: string][] = [
    ["is open where there is none", told([]), "open"],
    ["is closed on the way out first", told([denyAll, into(web)]), "out"],
    ["is closed on the way in", told([denyAll, out]), "in"],
    ["is open when both ends let it through", told([denyAll, out, into(web)]), "open"],
    ["is closed to another pod", told([denyAll, out, into(web)], "other"), "out"],
    ["is closed at another port", told([denyAll, out, into(web)], "web", 3306), "out"],
    ["is closed in where the rule has another port", told([into(web, [{ port: 1 }])]), "in"],
    ["is open in a range of ports", told([into(web, [{ port: 6000, endPort: 7000 }])]), "open"],
    ["is closed where only UDP is let in", told([into(web, [{ protocol: "UDP" }])]), "in"],
    [
      "is not opened by a range of addresses",
      told([into({ ipBlock: { cidr: "0.0.0.0/0" } })]),
      "in",
    ],
    ["is closed from another namespace", told([into(web)], "web", 6379, "default"), "in"],
    [
      "is open from a namespace that is named",
      told(
        [
          into({
            namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "default" } },
          }),
        ],
        "web",
        6379,
        "default",
      ),
      "open",
    ],
  ];
  for (const [what, found, expected] of cases) {
    it(what, () => assert.equal(found, expected));
  }

  it("names the policies that close it", () => {
    const found = denial([denyAll, out], pod("web"), pod("store"), 6379);
    assert.deepEqual(found, { direction: "in", closedBy: ["deny"] });
  });
});
