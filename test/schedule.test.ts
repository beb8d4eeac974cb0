import assert from "node:assert/strict";
import { Redis } from "../components/redis";
import { Schedule, type ScheduleArgs } from "../components/schedule";
import { anyImage as image, deployApp, type TestSettings } from "./deploy";

const kind = "kubernetes:batch/v1:CronJob";

describe("Schedule", () => {
  async function run(args: Partial<ScheduleArgs> = {}, settings: TestSettings = {}) {
    const stack = await deployApp(
      (app) => void new Schedule("nightly", { app, image, cron: "0 3 * * *", ...args }),
      settings,
    );
    return { stack, spec: stack.one(kind, "nightly").inputs.spec };
  }

  it("runs at its times, one run after another, and keeps the last ones", async () => {
    const { spec } = await run();
    const { jobTemplate, ...times } = spec;
    assert.deepEqual(times, {
      schedule: "0 3 * * *",
      timeZone: "Etc/UTC",
      concurrencyPolicy: "Forbid",
      suspend: false,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 3,
    });
    assert.equal(jobTemplate.spec.activeDeadlineSeconds, 600);
    assert.equal(jobTemplate.spec.template.spec.restartPolicy, "OnFailure");
  });

  it("is what the program says, and the settings over it", async () => {
    const program = {
      timeZone: "Europe/Berlin",
      concurrencyPolicy: "Replace",
      startingDeadlineSeconds: 300,
      activeDeadlineSeconds: 60,
      backoffLimit: 0,
    } as const;
    const nightly = { cron: "@hourly", suspend: true, failedJobsHistoryLimit: 1 };
    const { spec } = await run(program, { jobs: { nightly } });
    assert.equal(spec.schedule, "@hourly");
    assert.equal(spec.timeZone, "Europe/Berlin");
    assert.equal(spec.concurrencyPolicy, "Replace");
    assert.equal(spec.suspend, true);
    assert.equal(spec.startingDeadlineSeconds, 300);
    assert.deepEqual([spec.successfulJobsHistoryLimit, spec.failedJobsHistoryLimit], [3, 1]);
    const { activeDeadlineSeconds, backoffLimit } = spec.jobTemplate.spec;
    assert.deepEqual([activeDeadlineSeconds, backoffLimit], [60, 0]);
  });

  it("is refused where its times are none, in the program as in the settings", async () => {
    await assert.rejects(
      run({ cron: "0 3 * *" }),
      /nightly: cron is "0 3 \* \*", but must be a cron expression of minute, hour/,
    );
    await assert.rejects(
      run({ timeZone: "Berlin" }),
      /nightly: timeZone is "Berlin", but must be the IANA's name of a time zone/,
    );
    await assert.rejects(
      run({}, { jobs: { nightly: { timeZone: "europe/berlin" } } }),
      /slipway:jobs\.nightly\.timeZone is "europe\/berlin", but must be/,
    );
    await assert.rejects(run({ backoffLimit: -1 }), /nightly: backoffLimit is -1, but must be/);
  });

  it("has room in the namespace for as many runs as there may be at a time", async () => {
    for (const [concurrencyPolicy, pods] of [
      ["Forbid", "1"],
      ["Replace", "2"],
      ["Allow", "3"],
    ] as const) {
      const { stack } = await run({ concurrencyPolicy });
      const [quota] = stack.all("kubernetes:core/v1:ResourceQuota");
      assert.equal(quota?.inputs.spec.hard["pods"], pods, concurrencyPolicy);
    }
  });

  it("has an account of its own, and is rolled to a new one before the old one goes", async () => {
    const stack = await deployApp((app) => {
      const cart = new Redis("cart", { app });
      new Schedule("sweep", { app, image, cron: "@daily", uses: [cart] });
    });
    const cronJob = stack.one(kind, "sweep");
    const { template } = cronJob.inputs.spec.jobTemplate.spec;
    const [container] = template.spec.containers;
    assert.ok(container?.env.some(({ name, value }) => name === "REDIS_HOST" && value === "cart"));
    const [secret] = container?.envFrom ?? [];
    assert.match(secret?.secretRef.name ?? "", /^sweep-env-/);
    const job = (name: string) => stack.one("kubernetes:batch/v1:Job", name);
    assert.ok(cronJob.dependencies.includes(job("sweep-cart-account").urn));
    assert.ok(job("cart-accounts-sweep").dependencies.includes(cronJob.urn));
  });

  it("has a name that its Jobs' names leave room for", async () => {
    const name = "a".repeat(53);
    await assert.rejects(
      deployApp((app) => void new Schedule(name, { app, image, cron: "@daily" })),
      /the name of a schedule must be at most 52 characters, but has 53/,
    );
  });
});
