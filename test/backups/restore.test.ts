import assert from "node:assert/strict";
import { backedUpStores, type Backup, backupAt, parse } from "../../scripts/backups/listed";
import { assertBackedUp, backUpAll } from "../../scripts/backups/last-backup";
import { consumersOf } from "../../scripts/backups/hold";
import { Failure } from "../../scripts/failure";
import { restoreStore } from "../../scripts/backups/restore-store";
import { Cluster, cronJob, label } from "./cluster";

const backup: Backup = {
  id: "aa11",
  time: new Date("2026-01-02T00:00:00Z"),
  file: "/orders",
  bytes: 4,
  sha256: "5e",
};

describe("npm run restore", () => {
  let cluster: Cluster;
  let ctrlC: AbortController;
  beforeEach(() => {
    cluster = new Cluster();
    ctrlC = new AbortController();
  });
  const restore = (store = "orders", into = store) =>
    restoreStore(cluster, {
      ...{ backup, store, into, interrupted: ctrlC.signal, say: () => undefined },
    });
  const spec = (name: string) =>
    cluster.things.find(({ metadata }) => metadata.name === name)?.spec ?? {};
  const asTheyWere = () => {
    assert.equal(spec("back")["replicas"], 3);
    assert.equal(spec("nightly")["suspend"], true, "it was suspended before");
    assert.equal(spec("orders-backup")["suspend"], false);
    assert.equal(spec("front")["replicas"], 2);
  };

  it("finds who uses a store by its policy, which has been told by the program's edges", () => {
    const objects = cluster.things as unknown as Parameters<typeof consumersOf>[0];
    const expected = ["back", "nightly", "orders-accounts", "orders-backup"];
    assert.deepEqual(consumersOf(objects, "orders"), expected);
  });

  it("holds them, restores, makes their accounts again, drops those of nobody, and lets them go", async () => {
    await restore();
    assert.deepEqual(cluster.done, [
      'Deployment back {"replicas":0}',
      'CronJob nightly {"suspend":true}',
      'CronJob orders-backup {"suspend":true}',
      "run orders-backup",
      "run back-orders-account",
      "delete job/back-orders-account",
      "run orders-accounts-sweep",
      "delete job/orders-accounts-sweep",
      'Deployment back {"replicas":3}',
      'CronJob nightly {"suspend":true}',
      'CronJob orders-backup {"suspend":false}',
    ]);
    asTheyWere();
  });

  it("runs the backup's own pod, tried once, as the administrator by the Secret that is there", async () => {
    await restore();
    const [job] = cluster.jobs as unknown as {
      spec: {
        backoffLimit: number;
        template: { spec: { containers: { args: string[]; env: object[] }[] } };
      };
    }[];
    assert.equal(job?.spec.backoffLimit, 0);
    const [container] = job.spec.template.spec.containers;
    assert.deepEqual(container?.args, ["restore", "aa11", "/orders", "5e"]);
    const secretKeyRef = { name: "orders-server", key: "PASSWORD" };
    assert.deepEqual(container.env, [
      { name: "STORE", value: "orders" },
      { name: "ADMIN_PASSWORD", valueFrom: { secretKeyRef } },
      { name: "RESTIC_REPOSITORY", value: "s3:http://s3.test/shop/orders" },
    ]);
  });

  it("makes accounts by Jobs that the cluster takes for new ones", async () => {
    await restore();
    const { template } = cluster.jobs[1]?.spec as { template: { metadata: { labels: object } } };
    assert.deepEqual(template.metadata.labels, { [label]: "orders-accounts" });
  });

  it("has them as they were when the restore fails", async () => {
    cluster.fails = "orders-backup";
    await assert.rejects(restore(), /The Job orders-backup-\w+ has failed[^]*restored orders/);
    assert.ok(!cluster.done.includes("run back-orders-account"));
    asTheyWere();
  });

  it("has them as they were after ctrl-C, also where that has ended kubectl, and the Job is gone", async () => {
    cluster.fails = "never";
    cluster.onJob = () => {
      cluster.unsteady = true;
      ctrlC.abort();
    };
    await assert.rejects(restore(), /was interrupted/);
    assert.ok(cluster.done.includes("delete job/orders-backup"));
    asTheyWere();
  });

  it("has them as they were before a restore that was cut off", async () => {
    const back = cluster.things.find(({ metadata }) => metadata.name === "back");
    Object.assign(back?.metadata ?? {}, {
      annotations: { "slipway/before-restore": '{"replicas":3}' },
    });
    Object.assign(back?.spec ?? {}, { replicas: 0 });
    await restore();
    asTheyWere();
  });

  it("puts the data into another store as its administrator, whose users alone are held", async () => {
    const other = cronJob("other");
    cluster.things.push(other);
    await restore("orders", "other");
    const [job] = cluster.jobs as unknown as {
      spec: { template: { spec: { containers: { env: { name: string; value?: string }[] }[] } } };
    }[];
    const env = job?.spec.template.spec.containers[0]?.env ?? [];
    const repository = env.filter(({ name }) => name === "RESTIC_REPOSITORY");
    assert.deepEqual(
      repository.map(({ value }) => value),
      ["s3:http://s3.test/shop/orders"],
    );
    assert.ok(JSON.stringify(env).includes("other-server"));
    assert.equal(cluster.done[0], 'Deployment front {"replicas":0}');
    assert.ok(!cluster.done.some((step) => step.startsWith("Deployment back")));
    asTheyWere();
  });
});

describe("the list of backups", () => {
  const log = `warning: something
[{"time":"2026-01-02T03:00:00Z","paths":["/orders"],"tags":["verified","bytes=4","sha256=5e"],"id":"aa"},{"time":"2026-01-04T03:00:00Z","paths":["/orders"],"tags":["verified","bytes=5","sha256=6f"],"id":"bb"}]
`;

  it("is what restic says in a log, the latest first", () => {
    const [latest, first, ...others] = parse(log);
    assert.deepEqual(others, []);
    const time = new Date("2026-01-04T03:00:00Z");
    assert.deepEqual(latest, { id: "bb", time, file: "/orders", bytes: 5, sha256: "6f" });
    assert.equal(first?.id, "aa");
  });

  for (const [what, cut] of [
    ["that is empty", ""],
    ["without it", "warning: something\n"],
    ["that ends within it", log.slice(0, 150)],
  ] as const) {
    it(`is not known from a log ${what}`, () => {
      assert.throws(
        () => parse(cut),
        (error) => error instanceof Failure && /has no list of them, but ends/.test(error.message),
      );
    });
  }

  it("is empty where nothing was backed up", () => assert.deepEqual(parse("warning\n[]\n"), []));

  it("has the latest that there was at a time", () => {
    const all = parse(log);
    assert.equal(backupAt(all, "orders").id, "bb");
    assert.equal(backupAt(all, "orders", "2026-01-04T02:59:59Z").id, "aa");
    assert.throws(
      () => backupAt(all, "orders", "2026-01-01T00:00:00Z"),
      /orders has no backup at 2026-01-01T00:00:00Z, but must be restored at 2026-01-02T03:00:00\.000Z/,
    );
    assert.throws(
      () => backupAt(all, "orders", "soon"),
      /--at is "soon", but must be a time such as/,
    );
    assert.throws(() => backupAt([], "orders"), /orders has no backup\./);
  });

  it("is of the stores that are backed up, and names them where another is asked for", async () => {
    const cluster = new Cluster();
    assert.deepEqual(await backedUpStores(cluster), ["orders"]);
    await assert.rejects(
      backedUpStores(cluster, "cart"),
      /The store is "cart", but must be one that is backed up: orders/,
    );
  });
});

describe("npm run down", () => {
  const listed = (hoursAgo: number) => {
    const time = new Date(Date.now() - hoursAgo * 3_600_000).toISOString();
    return JSON.stringify([{ id: "aa", time, paths: ["/orders"], tags: ["verified", "bytes=4"] }]);
  };

  it("goes on where every store has a backup of the last day", async () => {
    const cluster = new Cluster();
    cluster.log = listed(23);
    await assertBackedUp(cluster);
    assert.deepEqual(cluster.done, ["run orders-backup", "delete job/orders-backup"]);
  });

  for (const [what, log, said] of [
    ["has none that was verified", "[]", /orders \(none\)/],
    ["has an older one", listed(25), /orders \(\d{4}-\d\d-\d\dT/],
  ] as const) {
    it(`refuses where a store ${what}, and says what goes on all the same`, async () => {
      const cluster = new Cluster();
      cluster.log = log;
      await assert.rejects(assertBackedUp(cluster), said);
      await assert.rejects(
        assertBackedUp(cluster),
        /--keep-data makes .*--without-backup gives up/,
      );
    });
  }

  it("makes a last one of each with --keep-data, and refuses where that fails", async () => {
    const cluster = new Cluster();
    const told: string[] = [];
    await backUpAll(cluster, (line) => told.push(line));
    assert.deepEqual(cluster.done, ["run orders-backup"]);
    cluster.fails = "orders-backup";
    await assert.rejects(
      backUpAll(cluster, () => undefined),
      /The Job orders-backup-\w+ has failed/,
    );
  });
});
