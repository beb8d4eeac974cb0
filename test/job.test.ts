import assert from "node:assert/strict";
import { Job, type JobArgs } from "../components/job";
import { MySql } from "../components/mysql";
import { Redis } from "../components/redis";
import { Service } from "../components/service";
import { anyImage as image, deployApp, type TestSettings } from "./deploy";

const kind = "kubernetes:batch/v1:Job";

describe("Job", () => {
  async function run(args: Partial<JobArgs> = {}, settings: TestSettings = {}) {
    const stack = await deployApp(
      (app) => void new Job("migrate", { app, image, ...args }),
      settings,
    );
    const job = stack.one(kind, "migrate");
    const [container] = job.inputs.spec.template.spec.containers;
    assert.ok(container !== undefined);
    return { stack, job, container };
  }

  it("runs a command of its image, with variables of its own, and is told of no port", async () => {
    const command = ["node", "migrate.js"];
    const { container } = await run({ command, env: { STEP: "2" } });
    assert.deepEqual(container.command, command);
    assert.deepEqual(container.env, [{ name: "STEP", value: "2" }]);
    assert.equal(container.ports, undefined);
  });

  it("has a name that the cluster makes up, so that one that is changed runs anew", async () => {
    const { job } = await run();
    assert.equal(job.inputs.metadata.name, undefined);
  });

  it("tries again in the pod that the network has let in by then, and says there what its log ended with", async () => {
    const { job, container } = await run();
    assert.equal(job.inputs.spec.template.spec.restartPolicy, "OnFailure");
    assert.equal(container.terminationMessagePolicy, "FallbackToLogsOnError");
  });

  it("is given up after its time or its attempts, and is made anew by the next update then", async () => {
    const { job } = await run();
    assert.equal(job.inputs.spec.activeDeadlineSeconds, 600);
    assert.equal(job.inputs.spec.backoffLimit, 3);
    assert.equal(job.inputs.metadata.annotations["pulumi.com/replaceUnready"], "true");
    const program = { activeDeadlineSeconds: 60, backoffLimit: 0 };
    const settings = { jobs: { migrate: { activeDeadlineSeconds: 120, cpu: "10m" } } };
    const { spec } = (await run(program, settings)).job.inputs;
    assert.deepEqual([spec.activeDeadlineSeconds, spec.backoffLimit], [120, 0]);
    const [only] = spec.template.spec.containers;
    assert.equal(only?.resources.requests["cpu"], "10m");
  });

  it("has room in the namespace", async () => {
    const { stack } = await run({ memory: "96Mi", memoryLimit: "128Mi" });
    const [quota] = stack.all("kubernetes:core/v1:ResourceQuota");
    assert.equal(quota?.inputs.spec.hard["pods"], "1");
    assert.equal(quota.inputs.spec.hard["limits.memory"], "128Mi");
  });

  it("has an account of its own, a way to the store alone, and is waited for before old accounts go", async () => {
    const stack = await deployApp((app) => {
      const cart = new Redis("cart", { app });
      new Job("warm-up", { app, image, uses: [cart] });
    });
    const job = stack.one(kind, "warm-up");
    const account = stack.one(kind, "warm-up-cart-account");
    const sweep = stack.one(kind, "cart-accounts-sweep");
    assert.ok(job.dependencies.includes(account.urn), "the job waits for its account");
    assert.ok(sweep.dependencies.includes(job.urn), "the sweep waits for the job");
    assert.equal(stack.told("cart-accounts-sweep")["KEEP"], stack.told(account.name)["ACCOUNT"]);
    const policies = stack.all("kubernetes:networking.k8s.io/v1:NetworkPolicy");
    const { labels } = job.inputs.spec.template.metadata;
    const own = policies.filter(
      ({ inputs }) =>
        inputs.spec.podSelector.matchLabels?.["app.kubernetes.io/name"] ===
        labels["app.kubernetes.io/name"],
    );
    assert.deepEqual(
      own.map(({ name, inputs }) => [name, inputs.spec.ingress, inputs.spec.egress]),
      [
        [
          "warm-up",
          [],
          [
            {
              ports: [{ protocol: "TCP", port: 6379 }],
              to: [{ podSelector: { matchLabels: { "app.kubernetes.io/name": "cart" } } }],
            },
          ],
        ],
      ],
    );
  });

  it("is waited for by what comes after it", async () => {
    const stack = await deployApp((app) => {
      const orders = new MySql("orders", { app, database: "orders" });
      const migrate = new Job("migrate", { app, image, uses: [orders] });
      new Service("web", { app, image, port: 80, after: [migrate] });
      new Service("other", { app, image, port: 80 });
    });
    const job = stack.one(kind, "migrate");
    const waits = (name: string) =>
      stack.one("kubernetes:apps/v1:Deployment", name).dependencies.includes(job.urn);
    assert.deepEqual([waits("web"), waits("other")], [true, false]);
  });

  it("is refused the name of a service: its pods would get that one's requests", async () => {
    const both = deployApp((app) => {
      new Service("web", { app, image, port: 80 });
      new Job("web", { app, image });
    });
    await assert.rejects(both, /web is the name of one of the jobs and one of the services/);
  });

  it("keeps a password in plain text out, and says where it is to be set", async () => {
    await assert.rejects(
      run({ env: { API_TOKEN: "hunter2" } }),
      /pulumi config set --secret --path jobs\.migrate\.env\.API_TOKEN/,
    );
  });
});
