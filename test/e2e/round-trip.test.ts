import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { newStores, offerBackups, volumesNow } from "../../scripts/backups/beginning";
import { keepKey } from "../../scripts/backups/key";
import { backupJob, runJob } from "../../scripts/backups/jobs";
import { backUpAll } from "../../scripts/backups/last-backup";
import { backupAt, backupsOf } from "../../scripts/backups/listed";
import { restoreStore } from "../../scripts/backups/restore-store";
import { Kubectl } from "../../scripts/kubectl";
import { Stack } from "../../scripts/stack";
import { backupFindings, backupOf } from "../../scripts/status/backups";
import { read } from "../../scripts/status/read";
import { env, kubectl, kubectlAttempt } from "./cluster";
import { S3Server } from "./prod/s3-server";
import { bucket } from "./prod/settings";
import { timed } from "./stages";

const namespace = "round-trip";

describe("a stack that is taken down and brought up again", () => {
  const stack = new Stack("round-trip", env(), path.join(__dirname, "round-trip"));
  const cluster = new Kubectl("minikube", namespace, env());
  const server = new S3Server();

  async function deploy(where: "a bucket" | "volumes"): Promise<void> {
    const { host, port, name, accessKey, secretKey } = bucket;
    const endpoint = `http://${host}:${port}`;
    const s3 = { endpoint, bucket: name, accessKey, cidrs: [`${host}/32`] };
    await stack.prepare({
      "round-trip:cluster": { context: "minikube", namespace },
      "round-trip:backups": {
        // Never while it is tested: once in four years.
        cron: "0 0 29 2 *",
        ...(where === "a bucket" ? { s3 } : { storage: "256Mi" }),
      },
      "pulumi:disable-default-providers": ["kubernetes"],
    });
    if (where === "a bucket") await stack.secret("backups.s3.secretKey", secretKey);
    await timed(`up of two stores with backups in ${where}`, () =>
      stack.ask("up", "--yes", "--skip-preview"),
    );
  }

  const destroy = () => stack.ask("destroy", "--yes", "--skip-preview");

  function sql(statements: string, store = "orders"): Promise<string> {
    const client = `MYSQL_PWD="$MYSQL_ROOT_PASSWORD" mysql --user=root --batch ${store}`;
    const command = ["exec", "--stdin", `${store}-0`, "--", "sh", "-euc", client];
    return kubectl(command, statements, namespace);
  }
  const rows = (store?: string) =>
    sql("SELECT COUNT(*), SHA2(GROUP_CONCAT(text ORDER BY id), 256) FROM kept;", store);

  /** Puts the last backup of the orders into a store. */
  async function restore(into: string): Promise<void> {
    const backup = backupAt(await backupsOf(cluster, "orders"), "orders");
    const interrupted = new AbortController().signal;
    await restoreStore(cluster, { backup, store: "orders", into, interrupted, say: () => {} });
  }

  before(async () => {
    await server.start();
    await deploy("a bucket");
    await sql(`CREATE TABLE kept (id INT PRIMARY KEY, text VARCHAR(20));
INSERT INTO kept VALUES (1, 'one'), (2, 'zwei'), (3, 'três');`);
  });
  after(async () => {
    await destroy();
    await server.stop();
    fs.rmSync(stack.source, { force: true });
  });

  it("has its last backup made, as its status says, and its rows again", async () => {
    const kept = await rows();
    assert.equal(backupOf("orders", await read(cluster))?.verified, null);
    await backUpAll(cluster, console.log);
    const reading = await read(cluster);
    const { age, lastJob } = backupOf("orders", reading) ?? {};
    assert.equal(lastJob, "complete");
    assert.ok(typeof age === "number" && age < 60, String(age));
    assert.deepEqual(backupFindings(reading, "round-trip"), []);

    assert.ok(await keepKey(stack));
    await timed("destroy of two stores with backups", destroy);
    assert.notEqual((await kubectlAttempt(["get", "namespace", namespace])).status, 0);

    const before = await volumesNow(cluster);
    await deploy("a bucket");
    await assert.rejects(rows(), /Table 'orders.kept' doesn't exist/);
    const said: string[] = [];
    const say = (line: string) => void said.push(line);
    const offer = { stack: "round-trip", before, restore: true, say };
    await timed("the last backup found and restored", () => offerBackups(cluster, offer));
    assert.equal(await rows(), kept, said.join("\n"));
    assert.deepEqual(await newStores(cluster, await volumesNow(cluster)), []);
  });

  it("has what was backed up in another store of the same kind, too", async () => {
    await assert.rejects(rows("archive"), /Table 'archive.kept' doesn't exist/);
    await timed("a backup restored into another store", () => restore("archive"));
    assert.equal(await rows("archive"), await rows());
  });

  it("has its backups on volumes where there is no bucket", async () => {
    await deploy("volumes");
    const kept = await rows();
    await runJob(cluster, await backupJob(cluster, "orders"));
    await sql("DELETE FROM kept WHERE id = 2;");
    assert.notEqual(await rows(), kept);
    await timed("a backup restored from a volume", () => restore("orders"));
    assert.equal(await rows(), kept);
  });
});
