import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import { backupJob, runJob } from "../../../scripts/backups/jobs";
import { backedUpStores, type Backup, backupAt, backupsOf } from "../../../scripts/backups/listed";
import { restoreStore } from "../../../scripts/backups/restore-store";
import { Kubectl } from "../../../scripts/kubectl";
import { backupOf } from "../../../scripts/status/backups";
import { read } from "../../../scripts/status/read";
import { call } from "../api";
import { env, eventually, kubectl } from "../cluster";
import { logIn, type Person, person } from "../person";
import { record, timed } from "../stages";
import { S3Server } from "./s3-server";
import { namespace } from "./settings";

const rows = 100_000;

/** Runs a command of Bash in a server's pod. */
function inPod(pod: string, command: string): Promise<string> {
  return kubectl(["exec", pod, "--", "bash", "-euo", "pipefail", "-c", command]);
}

const sql = 'MYSQL_PWD="$MYSQL_ROOT_PASSWORD" mysql --user=root --batch --skip-column-names user';
const mongoLogin = `echo "uri: mongodb://root:$MONGO_INITDB_ROOT_PASSWORD@$(hostname -f)/?authSource=admin" >/tmp/e2e.yaml`;

/** What the two stores hold, as a checksum of all rows in their order. */
const contents = {
  "mysql-for-user": () =>
    inPod(
      "mysql-for-user-0",
      `${sql} --quick --execute 'SELECT * FROM backup_rows ORDER BY id' | sha256sum`,
    ),
  "events-db": () =>
    inPod(
      "events-db-0",
      `${mongoLogin}; mongodump --quiet --config=/tmp/e2e.yaml --db=backup --collection=rows --out=- | sha256sum`,
    ),
};
type Filled = keyof typeof contents;

const fill = {
  "mysql-for-user": () =>
    inPod(
      "mysql-for-user-0",
      `${sql} --execute "CREATE TABLE backup_rows (id INT PRIMARY KEY, text VARCHAR(200), at DATETIME(6));
SET SESSION cte_max_recursion_depth = ${rows};
INSERT INTO backup_rows WITH RECURSIVE n (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < ${rows})
SELECT id, CONCAT('é ', SHA2(id, 256)), NOW(6) FROM n;"`,
    ),
  "events-db": () =>
    inPod(
      "events-db-0",
      `export URI="mongodb://root:$MONGO_INITDB_ROOT_PASSWORD@$(hostname -f)/backup?authSource=admin"; HOME=/tmp mongosh --nodb --norc --quiet --eval '
const main = async () => {
  const database = await connect(process.env.URI);
  for (let first = 0; first < ${rows}; first += 1000) {
    const documents = Array.from({ length: 1000 }, (_, n) => ({ _id: first + n, text: "é " + (first + n), at: new Date() }));
    await database.runCommand({ insert: "rows", documents });
  }
};
main();
'`,
    ),
};

describe("backups", () => {
  const server = new S3Server();
  let cluster: Kubectl;
  let someone: Person;
  const whole: Partial<Record<Filled, string>> = {};

  const backup = async (store: string) => {
    const log = await runJob(cluster, await backupJob(cluster, store));
    assert.match(log, new RegExp(`backed up ${store}: \\d+ bytes, read back`));
  };
  const restore = (store: string, backup: Backup) => {
    const interrupted = new AbortController().signal;
    return restoreStore(cluster, { backup, store, into: store, interrupted, say: console.log });
  };

  before("a bucket, and stores with something in them", async () => {
    await server.start();
    cluster = new Kubectl("minikube", namespace, env());
    someone = await person();
    for (const store of Object.keys(contents) as Filled[]) {
      await timed(`${rows} rows into ${store}`, fill[store]);
      whole[store] = await contents[store]();
    }
  });
  after(() => server.stop());

  it("are made of each store, and listed with their time and their size", async () => {
    for (const store of await backedUpStores(cluster)) {
      await timed(`the first backup of ${store}`, () => backup(store));
      const [only, ...others] = await backupsOf(cluster, store);
      assert.ok(only !== undefined && others.length === 0 && only.bytes > 0);
      assert.ok(Date.now() - only.time.getTime() < 300_000, String(only.time));
      const { verified, age } = backupOf(store, await read(cluster)) ?? {};
      assert.ok(typeof age === "number" && age < 300, `${store}: ${verified}`);
      record(`the size of what ${store} has`, `${(only.bytes / 2 ** 20).toFixed(1)} MiB`);
    }
  });

  it("hold nothing that anybody without the key can read", () => {
    for (const file of server.packs(namespace, "mysql-for-user")) {
      assert.ok(!fs.readFileSync(file).includes("backup_rows"), file);
    }
  });

  for (const store of Object.keys(contents) as Filled[]) {
    it(`have everything back in ${store} after its volume was deleted`, async () => {
      const [pod, claim] = [`${store}-0`, `data-${store}-0`];
      const uid = "--output=jsonpath={.metadata.uid}";
      const old = await kubectl(["get", `persistentvolumeclaim/${claim}`, uid]);
      await kubectl(["delete", `persistentvolumeclaim/${claim}`, "--wait=false"]);
      await kubectl(["delete", `pod/${pod}`]);
      await eventually("the volume is another", 120, async () => {
        const command = ["get", "persistentvolumeclaims", "--output=json"];
        const { items } = JSON.parse(await kubectl(command)) as {
          items: { metadata: { name: string; uid: string } }[];
        };
        return items.some(({ metadata: { name, uid } }) => name === claim && uid !== old);
      });
      await kubectl(["rollout", "status", `statefulset/${store}`, "--timeout=300s"]);
      await assert.rejects(contents[store]().then((now) => assert.equal(now, whole[store])));

      const all = await backupsOf(cluster, store);
      await timed(`the restore of ${store}`, () => restore(store, backupAt(all, store)));
      assert.equal(await contents[store](), whole[store]);
    });
  }

  it("have the services serve what they served before", async () => {
    await logIn(someone.email, someone.password);
    assert.equal((await call("GET", "/events")).status, 200);
  });

  it("of Redis and of RabbitMQ can be put back as well", async () => {
    const redis = 'REDISCLI_AUTH="$ADMIN_PASSWORD" redis-cli -e';
    await inPod("redis-for-user-0", `${redis} SET kept one EX 3600`);
    await backup("redis-for-user");
    await inPod("redis-for-user-0", `${redis} SET kept two; ${redis} SET later three`);
    for (const store of ["redis-for-user", "amqp-broker"]) {
      const all = await backupsOf(cluster, store);
      await timed(`the restore of ${store}`, () => restore(store, backupAt(all, store)));
    }
    assert.equal(await inPod("redis-for-user-0", `${redis} MGET kept later`), "one\n\n");
    await logIn(someone.email, someone.password);
  });

  it("that somebody has tampered with overwrite nothing", async () => {
    await inPod("mysql-for-user-0", `${sql} --execute 'DELETE FROM backup_rows WHERE id > 10'`);
    const now = await contents["mysql-for-user"]();
    for (const file of server.packs(namespace, "mysql-for-user")) {
      const bytes = fs.readFileSync(file);
      const middle = bytes.length >> 1;
      bytes.writeUInt8(bytes.readUInt8(middle) ^ 1, middle);
      fs.writeFileSync(file, bytes);
    }
    const all = await backupsOf(cluster, "mysql-for-user");
    await assert.rejects(
      restore("mysql-for-user", backupAt(all, "mysql-for-user")),
      /nothing was overwritten/,
    );
    assert.equal(await contents["mysql-for-user"](), now);
    // Who was held is let go, and not waited for: the failure is told at once.
    const { email, password } = someone;
    await eventually("the service has its pods again", 120, async () => {
      const { status } = await call("POST", "/login", { body: { email, password } });
      return status === 200;
    });
  });

  after("the stores without what was filled in", async () => {
    await inPod("mysql-for-user-0", `${sql} --execute 'DROP TABLE IF EXISTS backup_rows'`);
  });
});
