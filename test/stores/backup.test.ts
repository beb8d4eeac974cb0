import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import * as fs from "node:fs";
import * as net from "node:net";
import * as path from "node:path";
import { readScript, script } from "../../components/stores/script";
import { podFolder } from "./pod-folder";

/** A store whose data is "rows", and which keeps what it is given. It judges by the first byte alone. */
const store = `case $1 in
dump) [ -z "$NO_STORE" ]; printf %s "$ROWS"; [ -z "$CUT_OFF" ] ;;
whole) read -r -N 1 _; [ -z "$NOT_WHOLE" ] ;;
load) cat >/data/loaded ;;
esac`;

/** Keeps one backup, in the folder of the repository; with $TAMPERED it gives back another. */
const restic = `
case $1 in --no-cache) shift 2 ;; esac
echo "$*" >>"$REPOSITORY.calls"
case $1 in
cat) [ -e "$REPOSITORY/config" ] && [ -z "$WRONG_KEY" ] ;;
init) mkdir "$REPOSITORY" && touch "$REPOSITORY/config" ;;
backup) cat >"$REPOSITORY/data" ;;
snapshots)
  if [ ! -e "$REPOSITORY/config" ]; then echo "Fatal: unable to open config file: $UNOPENED" >&2; exit 1; fi
  echo '[{"time":"2026-01-02T03:04:05Z","tree":"11","hostname":"pod-1","id":"aa11","short_id":"aa"}]'
  ;;
dump) cat "$REPOSITORY/data"; if [ -n "$TAMPERED" ]; then echo more; fi ;;
esac`;

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

describe("backup.bash", () => {
  let pod: string;
  let server: net.Server;
  const within = (file: string) => path.join(pod, file);

  beforeEach(async () => {
    pod = podFolder({});
    fs.mkdirSync(within("restic"));
    fs.writeFileSync(within("restic/restic"), `#!/bin/sh\n${restic}\n`, { mode: 0o755 });
    fs.writeFileSync(within("restic/ca-certificates.crt"), "");
    server = net.createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
  });
  afterEach(() => {
    server.close();
    fs.rmSync(pod, { recursive: true });
  });

  /** Runs what a container of the store would, with its folders moved into that of this test. */
  function run(args: string[], variables: Record<string, string> = {}) {
    // Each run is a pod of its own.
    fs.rmSync(within("tmp"), { recursive: true });
    fs.mkdirSync(within("tmp"));
    const moved = (text: string) =>
      text.replace(/(?<![\w.])\/(?=(tmp|restic|data)\b)/g, () => `${pod}/`);
    const [shell = "", ...command] = [...script("backup.bash", store), ...args];
    const { status, stdout, stderr } = spawnSync(
      shell,
      command.map((part, index) => (index === 1 || index === 3 ? moved(part) : part)),
      {
        encoding: "utf8",
        timeout: 20_000,
        env: {
          ...{ PATH: process.env["PATH"], HOSTNAME: "pod-1", STORE: "orders", HOST: "127.0.0.1" },
          ...{ PORT: String((server.address() as net.AddressInfo).port) },
          ...{ KEEP_DAYS: "30", KEEP_LAST: "7", REPOSITORY: within("repository") },
          ...{ ROWS: "rows", CUT_OFF: "", NO_STORE: "", TAMPERED: "", WRONG_KEY: "" },
          ...{ NOT_WHOLE: "" },
          UNOPENED: "Stat: The specified key does not exist.",
          ...variables,
        },
      },
    );
    const noted = within("repository.calls");
    const calls = fs.existsSync(noted) ? fs.readFileSync(noted, "utf8").trim().split("\n") : [];
    return { status, stdout, said: stdout + stderr, calls };
  }
  const begins = (calls: string[], verb: string) => calls.filter((call) => call.startsWith(verb));

  it("reads a backup back, marks it as verified, and only then forgets others", () => {
    const { status, said, calls } = run(["backup"]);
    assert.equal(status, 0, said);
    assert.equal(fs.readFileSync(within("repository/data"), "utf8"), "rows");
    assert.deepEqual(
      calls.map((call) => call.split(" ")[0]),
      ["cat", "init", "unlock", "backup", "snapshots", "dump", "tag", "forget", "forget"],
    );
    assert.deepEqual(begins(calls, "tag"), [
      `tag --set verified,bytes=4,sha256=${sha256("rows")} aa11`,
    ]);
    const keep = "--keep-last 7 --keep-within 30d --prune";
    assert.equal(calls.at(-1), `forget --tag verified --group-by paths ${keep}`);
    assert.match(said, /backed up orders: 4 bytes, read back/);
  });

  it("makes the repository only where there is none", () => {
    run(["backup"]);
    const { status, calls } = run(["backup"]);
    assert.equal(status, 0);
    assert.equal(begins(calls, "init").length, 1);
  });

  for (const [what, variables] of Object.entries<Record<string, string>>({
    "was tampered with": { TAMPERED: "yes" },
    "ends too early, since the store failed": { CUT_OFF: "yes" },
    "has nothing in it": { ROWS: "" },
    "is not whole to the store's own script": { NOT_WHOLE: "yes" },
  })) {
    it(`takes no backup for one that ${what}, and forgets no other for it`, () => {
      const { status, calls } = run(["backup"], variables);
      assert.notEqual(status, 0);
      assert.deepEqual([begins(calls, "tag"), begins(calls, "forget")], [[], []]);
    });
  }

  it("asks nothing of the store where the key is another", () => {
    run(["backup"]);
    const { status, calls } = run(["backup"], { WRONG_KEY: "yes" });
    assert.notEqual(status, 0);
    assert.equal(begins(calls, "backup").length, 1);
  });

  it("lists what was verified, and nothing else", () => {
    run(["backup"]);
    const { status, calls, stdout } = run(["list"]);
    assert.equal(status, 0);
    assert.equal(calls.at(-1), "snapshots --json --tag verified");
    assert.equal((JSON.parse(stdout) as object[]).length, 1);
  });

  for (const [said, known] of [
    ["Stat: The specified key does not exist.", true],
    ["stat /backups/config: no such file or directory", true],
    ['Stat: Get "http://s3.test": dial tcp: connection refused', false],
    ["Stat: 403 Forbidden", false],
  ] as const) {
    it(`${known ? "lists nothing" : "does not know"} where restic says "${said}"`, () => {
      const { status, stdout, said: all } = run(["list"], { UNOPENED: said });
      assert.equal(status === 0, known);
      assert.equal(stdout, known ? "[]\n" : "");
      assert.ok(known || all.includes(said), all);
    });
  }

  it("gives the store what it was sent", () => {
    run(["backup"]);
    const { status, said } = run(["restore", "aa11", "/orders", sha256("rows")]);
    assert.equal(status, 0, said);
    assert.equal(fs.readFileSync(within("data/loaded"), "utf8"), "rows");
  });

  it("overwrites nothing with what is not as it was sent", () => {
    run(["backup"]);
    const { status, said } = run(["restore", "aa11", "/orders", sha256("rows")], {
      TAMPERED: "yes",
    });
    assert.notEqual(status, 0);
    assert.match(said, /nothing was overwritten/);
    assert.ok(!fs.existsSync(within("data/loaded")));
  });

  it("overwrites nothing with what was not whole when it was sent", () => {
    run(["backup"]);
    const restore = ["restore", "aa11", "/orders", sha256("rows")];
    const { status, said } = run(restore, { NOT_WHOLE: "yes" });
    assert.notEqual(status, 0);
    assert.match(said, /is not a whole one of orders\nnothing was overwritten/);
    assert.ok(!fs.existsSync(within("data/loaded")));
  });

  it("reads to its end what the store's script judges by its beginning", () => {
    // More than a pipe holds.
    const ROWS = "rows".repeat(25_000);
    for (const NOT_WHOLE of ["", "yes"]) {
      const { status, said } = run(["backup"], { ROWS, NOT_WHOLE });
      assert.equal(status === 0, NOT_WHOLE === "", said);
      assert.match(said, NOT_WHOLE === "" ? new RegExp(sha256(ROWS)) : /is not a whole one/);
    }
  });
});

describe("the stores' own scripts for backups", () => {
  const passwords = { PASSWORD: "OwnPassword", ADMIN_PASSWORD: "AdminPassword" };
  const note =
    'printf "%s\\n" "$(basename "$0") $*" >>"$CALLS"; env >>"$CALLS.env"; cat >"$CALLS.in"';
  let pod: string;
  beforeEach(() => {
    pod = podFolder(
      Object.fromEntries(["mysql", "mysqldump", "redis-cli"].map((one) => [one, note])),
    );
  });
  afterEach(() => fs.rmSync(pod, { recursive: true }));

  function run(file: string, verb: string, variables: Record<string, string>, input = "") {
    const { status, stderr } = spawnSync(
      "bash",
      ["-euo", "pipefail", "-c", readScript(file), "orders", verb],
      {
        encoding: "utf8",
        input,
        env: {
          PATH: `${path.join(pod, "bin")}:${process.env["PATH"]}`,
          CALLS: path.join(pod, "calls"),
          ...{ HOST: "store", PORT: "1234", ACCOUNT: "orders-backup-1", ...passwords },
          ...variables,
        },
      },
    );
    assert.equal(status, 0, stderr);
    const read = (end: string) => fs.readFileSync(path.join(pod, `calls${end}`), "utf8");
    const told = read("");
    for (const password of Object.values(passwords)) assert.ok(!told.includes(password), told);
    return { told, env: read(".env"), input: read(".in") };
  }

  it("dump MySQL's one database at one moment, as the account that may read it", () => {
    const own = { DATABASE: "orders", BINARY_LOG: "true" };
    const { told, env } = run("mysql-backup.bash", "dump", own);
    assert.match(
      told,
      /^mysqldump .*--user=orders-backup-1 .*--single-transaction .*--source-data=2/,
    );
    assert.match(told, /--add-drop-database --databases orders$/m);
    assert.match(env, /^MYSQL_PWD=OwnPassword$/m);
    const { told: without } = run("mysql-backup.bash", "dump", { ...own, BINARY_LOG: "false" });
    assert.doesNotMatch(without.split("\n")[1] ?? "", /source-data/);
  });

  it("load it as the administrator, into a database of another name as well", () => {
    const dump = [
      "/*!40000 DROP DATABASE IF EXISTS `orders`*/;",
      "CREATE DATABASE /*!32312 IF NOT EXISTS*/ `orders` /*!40100 DEFAULT CHARACTER SET utf8mb4 */;",
      "USE `orders`;",
      "INSERT INTO `orders` VALUES ('USE `orders`;');\n",
    ].join("\n");
    const variables = { DATABASE: "archive", BINARY_LOG: "true" };
    const { told, env, input } = run("mysql-backup.bash", "load", variables, dump);
    assert.match(told, /^mysql .*--user=root/);
    assert.match(env, /^MYSQL_PWD=AdminPassword$/m);
    const [drop, create, use, row] = input.split("\n");
    assert.match(drop ?? "", /EXISTS `archive`\*\/;$/);
    assert.match(create ?? "", /EXISTS\*\/ `archive` \/\*!40100 DEFAULT CHARACTER SET utf8mb4/);
    assert.equal(use, "USE `archive`;");
    assert.equal(row, "INSERT INTO `orders` VALUES ('USE `orders`;');");
  });

  it("dump Redis as a replica would, signed in as the account", () => {
    const { told, env } = run("redis-backup.bash", "dump", {});
    assert.equal(told, "redis-cli -h store -p 1234 --user orders-backup-1 --rdb -\n");
    assert.match(env, /^REDISCLI_AUTH=OwnPassword$/m);
  });

  /** Whether a script takes what is on its standard input for a whole dump, and what it says of it. */
  function judge(file: string, input: string | Buffer, variables: Record<string, string> = {}) {
    const { status, stdout, stderr } = spawnSync(
      "sh",
      // As backup.bash does, from a pipe with a name. Whoever wrote to it has gone.
      [
        "-c",
        `rm -f dump && mkfifo dump && exec 3<&0 && { cat <&3 >dump & } && exec <dump && wait
exec bash -euo pipefail -c "$0" orders whole`,
        readScript(file),
      ],
      {
        input,
        cwd: pod,
        timeout: 10_000,
        encoding: "utf8",
        env: {
          PATH: `${path.join(pod, "bin")}:${process.env["PATH"]}`,
          ...{ HOST: "store", PORT: "1234", ...variables },
        },
      },
    );
    assert.equal(stdout, "", "the last line of a backup's log is to be its result");
    return { whole: status === 0, stderr };
  }
  const isWhole = (...dump: Parameters<typeof judge>) => judge(...dump).whole;

  it("take a dump of MySQL for whole when its last line is mysqldump's", () => {
    const dump = "INSERT INTO `notes` VALUES ('\n-- Dump completed\n');\n";
    const end = "\n-- Dump completed on 2026-01-02  3:04:05\n";
    assert.ok(isWhole("mysql-backup.bash", dump + end));
    for (const cut of ["", dump, `${dump}${end}INSERT`]) {
      assert.ok(!isWhole("mysql-backup.bash", cut), cut);
    }
  });

  it("take a dump of Redis for whole when Redis' own check does, which is told where it is not", () => {
    const check = `[ "$1" = /dev/stdin ] && [ "$(cat "$1")" = "$RDB" ] && echo "looks OK" || { echo "short read"; exit 1; }`;
    fs.writeFileSync(path.join(pod, "bin/redis-check-rdb"), `#!/bin/sh\n${check}\n`, {
      mode: 0o755,
    });
    const RDB = "REDIS0012 rows";
    assert.ok(isWhole("redis-backup.bash", RDB, { RDB }));
    assert.deepEqual(judge("redis-backup.bash", RDB.slice(0, -1), { RDB }), {
      whole: false,
      stderr: "short read\n",
    });
  });

  it("take an archive of MongoDB for whole when it ends with the end of a collection", () => {
    // As mongodump has written it.
    const name = Buffer.from(
      "340000000264620002000000610002636f6c6c656374696f6e00020000007900",
      "hex",
    );
    const end = Buffer.from("08454f46000112435243009cc218cbb734cbe300ffffffff", "hex");
    const archive = Buffer.concat([name, end]);
    assert.ok(isWhole("mongodb-backup.bash", archive));
    for (let length = name.length; length < archive.length; length++) {
      assert.ok(!isWhole("mongodb-backup.bash", archive.subarray(0, length)), String(length));
    }
    const more = Buffer.from("0e000000105f6964003100000000ffffffff", "hex");
    assert.ok(!isWhole("mongodb-backup.bash", Buffer.concat([archive, more])));
  });

  it("take RabbitMQ's definitions for whole at their last brace and nowhere before it", () => {
    const definitions = JSON.stringify({
      queues: [{ name: "}}" }, { name: '{"\\' }],
      policies: [],
    });
    assert.ok(isWhole("rabbitmq-backup.bash", `${definitions}\n`));
    for (let length = 0; length < definitions.length; length++) {
      const cut = definitions.slice(0, length);
      assert.ok(!isWhole("rabbitmq-backup.bash", cut), cut);
    }
    assert.ok(!isWhole("rabbitmq-backup.bash", "[]"));
  });
});
