import assert from "node:assert/strict";
import { MongoDb } from "../components/mongodb";
import { MySql } from "../components/mysql";
import { RabbitMq } from "../components/rabbitmq";
import { Redis } from "../components/redis";
import { checkOf, expectAdministrators, type SweepJob } from "../scripts/administrators";
import type { Kubectl } from "../scripts/kubectl";
import { script } from "../components/stores/script";
import { deployApp } from "./deploy";

const scripts: Record<string, string> = {
  broker: "rabbitmq-accounts.bash",
  cart: "redis-accounts.sh",
  events: "mongodb-accounts.js",
  orders: "mysql-accounts.sh",
};

describe("the administrators, before a rotation", () => {
  let sweeps: SweepJob[];
  before(async () => {
    const stack = await deployApp((app) => {
      new RabbitMq("broker", { app });
      new Redis("cart", { app });
      new MongoDb("events", { app });
      new MySql("orders", { app, database: "orders" });
    });
    sweeps = Object.keys(scripts).map((store) => {
      const { spec } = stack.one("kubernetes:batch/v1:Job", `${store}-accounts-sweep`).inputs;
      return {
        metadata: { name: `${store}-accounts-sweep-0a1b2c3d` },
        spec,
      } as unknown as SweepJob;
    });
  });
  const sweepOf = (store: string) => {
    const found = sweeps.find(({ metadata }) => metadata.name.startsWith(`${store}-`));
    assert.ok(found !== undefined);
    return found;
  };

  for (const [store, file] of Object.entries(scripts)) {
    it(`are asked for by a Job that is what sweeps the accounts, but for ${file}'s verb`, () => {
      const sweep = sweepOf(store);
      const { spec } = checkOf(sweep, store) as Pick<SweepJob, "spec">;
      const [check, swept] = [spec, sweep.spec].map(({ template }) => template.spec.containers[0]);
      assert.deepEqual(check?.command, script(file, "check"));
      assert.deepEqual({ ...check, command: swept?.command }, swept);
      assert.equal(spec.template.spec["restartPolicy"], "Never");
      // By which it is let in.
      const name = "app.kubernetes.io/name";
      assert.deepEqual(spec.template.metadata?.labels, { [name]: `${store}-accounts` });
    });
  }

  it("leave out the labels by which a Job finds the pods of its own", () => {
    const sweep = sweepOf("cart");
    const labels = {
      "app.kubernetes.io/name": "a",
      "batch.kubernetes.io/controller-uid": "1",
      "job-name": "b",
    };
    const template = { ...sweep.spec.template, metadata: { labels } };
    const { spec } = checkOf({ spec: { template } }, "cart") as Pick<SweepJob, "spec">;
    assert.deepEqual(spec.template.metadata?.labels, { "app.kubernetes.io/name": "a" });
  });

  /** A cluster where the Jobs of some stores fail. @returns what it was asked for. */
  function cluster(...failing: string[]) {
    const asked: string[] = [];
    const answer = (args: string[], input = "") => {
      asked.push(args.slice(0, 2).join(" "));
      const [verb, what = ""] = args;
      if (verb === "get" && what === "jobs") return JSON.stringify({ items: sweeps });
      if (verb === "create") {
        const { metadata } = JSON.parse(input) as { metadata: { generateName: string } };
        return `job.batch/${metadata.generateName}x\n`;
      }
      if (verb === "logs") return "not yet\nAccess denied\n";
      return failing.some((store) => what.includes(`/${store}-`)) ? "Failed" : "Complete";
    };
    const kubectl = {
      ask: async (args: string[], input?: string) => answer(args, input),
      attempt: async (args: string[]) => ({
        status: 0,
        signal: null,
        stdout: answer(args),
        stderr: "",
      }),
    };
    return { asked, kubectl: kubectl as unknown as Kubectl };
  }
  const stores = Object.keys(scripts);
  const removals = stores.map((store) => `delete job.batch/${store}-accounts-check-x`);

  it("are as they should be where all are let in, and the Jobs are gone then", async () => {
    const { asked, kubectl } = cluster();
    await expectAdministrators(kubectl, stores);
    assert.deepEqual(asked.filter((each) => each.startsWith("delete")).sort(), removals);
  });

  it("are named where their servers refuse them, with what these say, and the Jobs are gone as well", async () => {
    const { asked, kubectl } = cluster("orders", "broker");
    await assert.rejects(expectAdministrators(kubectl, stores), {
      message:
        `The administrator's password in the Secret of a store is not the one that its server takes:\n` +
        `  broker: not yet; Access denied\n  orders: not yet; Access denied\n` +
        `Somebody has changed it there. Set it on the server as the Secret NAME-server has it. Nothing was changed.`,
    });
    assert.deepEqual(asked.filter((each) => each.startsWith("delete")).sort(), removals);
  });

  it("cannot be asked for where a store has never had its accounts swept", async () => {
    await assert.rejects(
      expectAdministrators(cluster().kubectl, ["spare"]),
      /spare-accounts-sweep/,
    );
  });
});
