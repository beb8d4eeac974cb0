import assert from "node:assert/strict";
import { Redis } from "../../components/redis";
import { Service } from "../../components/service";
import { anyImage as image, type Deployed, deployApp } from "../deploy";

describe("Namespace", () => {
  let shop: Deployed;
  before(async () => {
    shop = await deployApp(() => undefined);
  });

  it(`admits no pod that does not pass the standard "restricted"`, () => {
    const { labels } = shop.one("kubernetes:core/v1:Namespace", "shop").inputs.metadata;
    assert.equal(labels["pod-security.kubernetes.io/enforce"], "restricted");
    assert.equal(labels["pod-security.kubernetes.io/enforce-version"], "latest");
    assert.equal(labels["pod-security.kubernetes.io/warn"], "restricted");
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
      [dns, { ipBlock: { cidr: "169.254.20.10/32" } }],
    );
  });

  describe("with a login at a registry", () => {
    const pods = (stack: Deployed) => stack.workloads.map(({ pod }) => pod.spec);
    const accountType = "kubernetes:core/v1:ServiceAccount";

    async function start(host?: string) {
      const login = host === undefined ? {} : { username: "me", password: "s3cret" };
      return deployApp(
        (app) => {
          const cart = new Redis("cart", { app });
          new Service("back", { app, image, port: 8000, uses: [cart] });
        },
        { registry: { address: `${host ?? "registry.test"}/shop`, ...login } },
        { secretKeys: ["slipway:registry"] },
      );
    }

    it("has a Secret with which the kubelet logs in there, and nobody else reads it", async () => {
      const stack = await start("registry.test:5000");
      const { inputs, leaves } = stack.one("kubernetes:core/v1:Secret", "shop-pull");
      assert.equal(inputs.type, "kubernetes.io/dockerconfigjson");
      assert.deepEqual(JSON.parse(inputs.stringData[".dockerconfigjson"] ?? ""), {
        auths: {
          "registry.test:5000": {
            username: "me",
            password: "s3cret",
            auth: Buffer.from("me:s3cret").toString("base64"),
          },
        },
      });
      assert.ok(leaves.find(({ path }) => path.startsWith("stringData"))?.secret);
      const name = /^shop-pull-/;
      for (const spec of pods(stack)) {
        assert.ok(
          spec.containers.every(
            ({ envFrom }) => !envFrom.some((one) => name.test(one.secretRef.name)),
          ),
        );
      }
    });

    it("knows Docker Hub by its old address", async () => {
      const stack = await start("docker.io");
      const { stringData } = stack.one("kubernetes:core/v1:Secret", "shop-pull").inputs;
      const { auths } = JSON.parse(stringData[".dockerconfigjson"] ?? "") as { auths: object };
      assert.deepEqual(Object.keys(auths), ["https://index.docker.io/v1/"]);
    });

    it("lets all pods pull, each by its ServiceAccount and by nothing of its own", async () => {
      const stack = await start("registry.test");
      const accounts = stack.all(accountType);
      for (const { inputs } of accounts) {
        assert.deepEqual(
          inputs.imagePullSecrets.map(({ name }) => name.replace(/-[0-9a-f]{7}$/, "")),
          ["shop-pull"],
        );
      }
      const logical = (name: string) => name.replace(/-[0-9a-f]{7}$/, "");
      assert.equal(pods(stack).length, 4);
      for (const { serviceAccountName, imagePullSecrets } of pods(stack)) {
        assert.ok(accounts.some(({ name }) => name === logical(serviceAccountName)));
        assert.equal(imagePullSecrets, undefined);
      }
    });

    it("has no pull secret without one, and its pods run under its account still", async () => {
      const stack = await start();
      assert.ok(stack.all("kubernetes:core/v1:Secret").every(({ inputs }) => !("type" in inputs)));
      for (const { inputs } of stack.all(accountType)) assert.ok(!("imagePullSecrets" in inputs));
      for (const { serviceAccountName } of pods(stack)) {
        assert.match(serviceAccountName, /^shop-pods-/);
      }
    });
  });
});
