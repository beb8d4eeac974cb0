import assert from "node:assert/strict";
import { Job } from "../components/job";
import { Outside, type OutsideArgs } from "../components/outside";
import { Redis } from "../components/redis";
import { Service } from "../components/service";
import { anyImage as image, type Deployed, deployApp, type TestSettings } from "./deploy";

const policyKind = "kubernetes:networking.k8s.io/v1:NetworkPolicy";
const ciliumKind = "kubernetes:cilium.io/v2:CiliumNetworkPolicy";
const ranges = { outside: { payments: { cidrs: ["203.0.113.0/24", "2001:db8::/32"] } } };

describe("Outside", () => {
  function shop(args: Partial<OutsideArgs> = {}, settings: TestSettings = ranges) {
    return deployApp((app) => {
      const payments = new Outside("payments", { app, host: "api.example.com", ...args });
      const cart = new Redis("cart", { app });
      new Service("web", { app, image, port: 80, uses: [payments, cart] });
      new Service("other", { app, image, port: 80 });
    }, settings);
  }

  const variables = (stack: Deployed, workload = "web") => {
    const { pod } = stack.workloads.find(({ resource }) => resource.name === workload) ?? {};
    const env = pod?.spec.containers[0]?.env ?? [];
    return Object.fromEntries(
      env.flatMap(({ name, value }) => (name.startsWith("PAYMENTS") ? [[name, value]] : [])),
    ) as Record<string, string>;
  };

  it("opens the way out to its ranges at its port, for who uses it alone", async () => {
    const stack = await shop();
    const { egress } = stack.one(policyKind, "web").inputs.spec;
    assert.deepEqual(egress, [
      {
        ports: [{ protocol: "TCP", port: 443 }],
        to: [{ ipBlock: { cidr: "203.0.113.0/24" } }, { ipBlock: { cidr: "2001:db8::/32" } }],
      },
      {
        ports: [{ protocol: "TCP", port: 6379 }],
        to: [{ podSelector: { matchLabels: { "app.kubernetes.io/name": "cart" } } }],
      },
    ]);
    const others = stack.all(policyKind).filter(({ name }) => name !== "web");
    assert.ok(!JSON.stringify(others.map(({ inputs }) => inputs)).includes("203.0.113"));
  });

  it("gives its address, with a URL where the scheme is known", async () => {
    assert.deepEqual(variables(await shop()), {
      PAYMENTS_HOST: "api.example.com",
      PAYMENTS_PORT: "443",
      PAYMENTS_URL: "https://api.example.com",
    });
    const url = async (args: Partial<OutsideArgs>) =>
      variables(await shop({ cidrs: ["::/0"], ...args }, {}))["PAYMENTS_URL"];
    assert.equal(await url({ port: 80 }), "http://api.example.com");
    assert.equal(await url({ port: 8443, scheme: "https" }), "https://api.example.com:8443");
    assert.equal(await url({ port: 443, scheme: "wss" }), "wss://api.example.com:443");
    assert.equal(await url({ port: 587 }), undefined);
    assert.equal(await url({ host: "fd00::1" }), "https://[fd00::1]");
  });

  it("is elsewhere where the settings say so", async () => {
    const payments = { host: "sandbox.example.com", port: 80, cidrs: ["198.51.100.0/24"] };
    const stack = await shop({ cidrs: ["203.0.113.0/24"] }, { outside: { payments } });
    assert.equal(variables(stack)["PAYMENTS_URL"], "http://sandbox.example.com");
    const [rule] = stack.one(policyKind, "web").inputs.spec.egress;
    assert.deepEqual(rule, {
      ports: [{ protocol: "TCP", port: 80 }],
      to: [{ ipBlock: { cidr: "198.51.100.0/24" } }],
    });
  });

  it("is a mistake without the ranges of a name, which says how to set them", async () => {
    const silent: TestSettings[] = [{}, { outside: { payments: { cidrs: [] } } }];
    for (const settings of silent) {
      await assert.rejects(shop({}, settings), (error: Error) => {
        assert.match(
          error.message,
          /slipway:outside\.payments\.cidrs is missing, but must be the ranges of addresses that api\.example\.com may have, since a NetworkPolicy knows addresses and no names: pulumi config set --path 'outside\.payments\.cidrs\[0\]' 203/,
        );
        return true;
      });
    }
  });

  it("needs no range where it is an address, and one that holds it where there is one", async () => {
    const [rule] = (await shop({ host: "10.1.2.3" }, {})).one(policyKind, "web").inputs.spec.egress;
    assert.deepEqual(rule?.to, [{ ipBlock: { cidr: "10.1.2.3/32" } }]);
    await assert.rejects(
      shop({ host: "10.1.2.3" }),
      /outside\.payments\.cidrs is \["203\.0\.113\.0\/24","2001:db8::\/32"\], but must contain the host 10\.1\.2\.3/,
    );
  });

  it("is let out to by its name where Cilium is there, and the rest by NetworkPolicies still", async () => {
    const stack = await shop({}, { cluster: { networkPolicies: "cilium" } });
    const [policy, ...others] = stack.all(ciliumKind);
    assert.ok(policy !== undefined && others.length === 0);
    assert.equal(stack.parentOf(policy)?.name, "web");
    const { endpointSelector, egress } = policy.inputs.spec;
    assert.deepEqual(endpointSelector, { matchLabels: { "app.kubernetes.io/name": "web" } });
    assert.deepEqual(egress[0]?.toPorts, [
      { ports: [{ port: "53", protocol: "ANY" }], rules: { dns: [{ matchPattern: "*" }] } },
    ]);
    assert.deepEqual(egress.slice(1), [
      {
        toFQDNs: [{ matchName: "api.example.com" }],
        toPorts: [{ ports: [{ port: "443", protocol: "TCP" }] }],
      },
    ]);
    const rules = stack.one(policyKind, "web").inputs.spec.egress;
    assert.deepEqual(
      rules.flatMap(({ ports }) => ports.map(({ port }) => port)),
      [6379],
    );
  });

  it("leaves a NetworkPolicy no rule where all that is used is a name", async () => {
    const stack = await deployApp(
      (app) => {
        const payments = new Outside("payments", { app, host: "api.example.com" });
        new Job("pay", { app, image, uses: [payments] });
      },
      { cluster: { networkPolicies: "cilium" } },
    );
    assert.ok(
      !stack.all(policyKind).some(({ name, inputs }) => name === "pay" && "egress" in inputs.spec),
    );
    assert.equal(stack.all(ciliumKind).length, 1);
    assert.equal(variables(stack, "pay")["PAYMENTS_HOST"], "api.example.com");
  });

  it("takes another name for its variables", async () => {
    const stack = await deployApp((app) => {
      const payments = new Outside("payments", { app, host: "10.1.2.3" });
      new Service("web", { app, image, port: 80, uses: [payments.as("OLD")] });
    });
    const { containers } = stack.one("kubernetes:apps/v1:Deployment", "web").inputs.spec.template
      .spec;
    assert.ok(containers[0]?.env.some(({ name }) => name === "OLD_PAYMENTS_HOST"));
  });

  it("refuses a host that is a URL", async () => {
    await assert.rejects(
      shop({ host: "https://api.example.com" }),
      /payments: host is "https:\/\/api\.example\.com", but must be a DNS name or an IP address/,
    );
  });
});
