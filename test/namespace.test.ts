import assert from "node:assert/strict";
import { Namespace } from "../components/namespace";
import { type Deployed, deploy } from "./deploy";

describe("Namespace", () => {
  let shop: Deployed;
  before(async () => {
    shop = await deploy(() => void new Namespace("shop", {}));
  });

  it(`admits no pod that does not pass the standard "restricted"`, () => {
    const { labels } = shop.one("kubernetes:core/v1:Namespace", "shop").inputs.metadata;
    assert.equal(labels["pod-security.kubernetes.io/enforce"], "restricted");
    assert.equal(labels["pod-security.kubernetes.io/enforce-version"], "latest");
  });

  it("denies all connections, and opens nothing but the way to the cluster's DNS", () => {
    const policies = shop.all("kubernetes:networking.k8s.io/v1:NetworkPolicy");
    const opened = policies.flatMap(({ inputs }) => inputs.spec.egress ?? []);
    assert.ok(policies.some(({ inputs: { spec } }) => spec.policyTypes.length === 2));
    assert.deepEqual(
      policies.flatMap(({ inputs }) => inputs.spec.ingress ?? []),
      [],
    );
    assert.deepEqual(
      opened.flatMap(({ ports }) => ports.map(({ protocol, port }) => `${protocol} ${port}`)),
      ["UDP 53", "TCP 53"],
    );
    const dns = {
      namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
      podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
    };
    assert.deepEqual(
      opened.flatMap(({ to }) => to),
      [dns],
    );
  });
});
