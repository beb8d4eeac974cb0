import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { newStores, offerBackups, volumesNow } from "../../scripts/backups/beginning";
import { keepKey } from "../../scripts/backups/key";
import { backUpAll } from "../../scripts/backups/last-backup";
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

  async function deploy(): Promise<void> {
    const { host, port, name, accessKey, secretKey } = bucket;
    const endpoint = `http://${host}:${port}`;
    const s3 = { endpoint, bucket: name, accessKey, cidrs: [`${host}/32`] };
    await stack.prepare({
      "round-trip:cluster": { context: "minikube", namespace },
      // Never while it is tested: once in four years.
      "round-trip:backups": { cron: "0 0 29 2 *", s3 },
      "pulumi:disable-default-providers": ["kubernetes"],
    });
    await stack.secret("backups.s3.secretKey", secretKey);
    await timed("up of a store with backups", () => stack.ask("up", "--yes", "--skip-preview"));
  }

  const destroy = () => stack.ask("destroy", "--yes", "--skip-preview");

  function sql(statements: string): Promise<string> {
    const client = 'MYSQL_PWD="$MYSQL_ROOT_PASSWORD" mysql --user=root --batch orders';
    return kubectl(
      ["exec", "--stdin", "orders-0", "--", "sh", "-euc", client],
      statements,
      namespace,
    );
  }
  const rows = () => sql("SELECT COUNT(*), SHA2(GROUP_CONCAT(text ORDER BY id), 256) FROM kept;");

  before(async () => {
    await server.start();
    await deploy();
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
    await timed("destroy of a store with backups", destroy);
    assert.notEqual((await kubectlAttempt(["get", "namespace", namespace])).status, 0);

    const before = await volumesNow(cluster);
    await deploy();
    await assert.rejects(rows(), /Table 'orders.kept' doesn't exist/);
    const said: string[] = [];
    const say = (line: string) => void said.push(line);
    const offer = { stack: "round-trip", before, restore: true, say };
    await timed("the last backup found and restored", () => offerBackups(cluster, offer));
    assert.equal(await rows(), kept, said.join("\n"));
    assert.deepEqual(await newStores(cluster, await volumesNow(cluster)), []);
  });
});
