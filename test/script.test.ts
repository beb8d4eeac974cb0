import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { script } from "../components/script";

const folder = path.join(__dirname, "..", "components", "scripts");
const adminPassword = "AdminPassword0000000000000000000";
const password = "ServicePassword00000000000000000";

/** A program that stands in for a store's client or server: it notes how it was called, and answers. */
const standIn = `#!/bin/sh
call="$CALLS/$(ls "$CALLS" | wc -l | tr -d ' ')"
printf '%s\\n' "$(basename "$0")" "$@" >"$call.new"
{ echo ---; env; echo ---; cat; } >>"$call.new"
mv "$call.new" "$call"
case "$*" in *"$FAIL_AT"*) [ -z "$FAIL_AT" ] || exit 1 ;; esac
case "$*" in *"ACL USERS"*) printf '%s\\n' $ACCOUNTS ;; esac
if grep -q '^SELECT user' "$call"; then printf '%s\\n' $ACCOUNTS; fi
`;

describe("the scripts of the stores", () => {
  let pod: string;
  beforeEach(() => {
    pod = fs.mkdtempSync(path.join(os.tmpdir(), "slipway-test-"));
    for (const part of ["bin", "calls", "tmp", "data", "var/lib/mysql"]) {
      fs.mkdirSync(path.join(pod, part), { recursive: true });
    }
    for (const program of ["redis-cli", "mysql", "docker-entrypoint.sh"]) {
      fs.writeFileSync(path.join(pod, "bin", program), standIn, { mode: 0o755 });
    }
  });
  afterEach(() => fs.rmSync(pod, { recursive: true }));

  /** Runs the command of a container, with the folders that it writes to moved into a folder of this test. */
  function run(command: string[], environment: Record<string, string>) {
    const [shell = "", options = "", text = "", ...args] = command;
    const moved = text.replace(/(?<![\w.])\/(?=(tmp|data|var\/lib\/mysql)\b)/g, `${pod}/`);
    const { status, stderr } = spawnSync(shell, [options, moved, ...args], {
      encoding: "utf8",
      input: "",
      env: {
        PATH: `${path.join(pod, "bin")}:${process.env["PATH"]}`,
        CALLS: path.join(pod, "calls"),
        FAIL_AT: "",
        ACCOUNTS: "",
        ...environment,
      },
    });
    const calls = fs
      .readdirSync(path.join(pod, "calls"))
      .sort()
      .map((call) => {
        const [argv = "", env = "", input = ""] = fs
          .readFileSync(path.join(pod, "calls", call), "utf8")
          .split("---\n");
        return { argv: argv.trimEnd().split("\n"), env, input };
      });
    return { status, stderr, calls };
  }

  const store = { HOST: "store", PORT: "1234", ADMIN_PASSWORD: adminPassword };
  const account = { ...store, ACCOUNT: "back-0a1b2c3d", PASSWORD: password };
  const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

  for (const file of fs.readdirSync(folder)) {
    it(`${file} is a shell script`, () => {
      execFileSync("sh", ["-n", path.join(folder, file)]);
    });
  }

  it("stop at their first error, and at a variable that nobody set", () => {
    assert.deepEqual(script("redis-accounts.sh", "sweep").slice(0, 2), ["sh", "-euc"]);
    for (const file of ["redis-accounts.sh", "mysql-accounts.sh"]) {
      for (const verb of ["provision", "sweep"]) {
        const { status, calls } = run(script(file, verb), { HOST: "store", PORT: "1234" });
        assert.notEqual(status, 0, `${file} ${verb}`);
        assert.deepEqual(calls, []);
      }
    }
  });

  describe("redis-accounts.sh", () => {
    const provision = script("redis-accounts.sh", "provision");
    const sweep = script("redis-accounts.sh", "sweep");

    it("makes the account anew, for its own keys, and saves it", () => {
      const { status, stderr, calls } = run(provision, { ...account, SCOPE: "back:" });
      assert.equal(status, 0, stderr);
      const [set, save, ...others] = calls;
      assert.deepEqual(others, []);
      const options = ["redis-cli", "-h", "store", "-p", "1234", "-e"];
      const begin = [...options, "-x", "ACL", "SETUSER", "back-0a1b2c3d", "reset", "on", "~back:*"];
      assert.deepEqual(set?.argv.slice(0, begin.length), begin);
      assert.deepEqual(save?.argv, [...options, "ACL", "SAVE"]);
    });

    it("hands the password over as a hash and not as an argument", () => {
      const { calls } = run(provision, { ...account, SCOPE: "back:" });
      assert.equal(calls[0]?.input, `#${sha256(password)}`);
      for (const { argv } of calls) {
        for (const told of [password, adminPassword, sha256(password)]) {
          assert.ok(!argv.join(" ").includes(told), argv.join(" "));
        }
      }
    });

    it("signs in as the administrator through the environment", () => {
      const { calls } = run(provision, { ...account, SCOPE: "back:" });
      for (const { env } of calls)
        assert.match(env, new RegExp(`^REDISCLI_AUTH=${adminPassword}$`, "m"));
    });

    it("gives rights to keys and takes those to the server, in this order", () => {
      const { calls } = run(provision, { ...account, SCOPE: "back:" });
      const rights = calls[0]?.argv.filter((word) => /^[-+]@?[a-z]+$/.test(word)) ?? [];
      const at = (right: string) => rights.indexOf(right);
      for (const right of ["-@dangerous", "-@admin", "-@scripting"]) {
        assert.ok(at(right) > at("+@read") && at(right) > at("+@write"), `${right} in ${rights}`);
      }
      assert.ok(!rights.includes("+@all"));
    });

    it("drops exactly those accounts that no edge holds, and never the administrator's", () => {
      const { status, calls } = run(sweep, {
        ...store,
        ACCOUNTS: "default back-1 back-11 front-2 fr.nt-2 old-3",
        KEEP: "back-11\nfront-2",
      });
      assert.equal(status, 0);
      const dropped = calls
        .filter(({ argv }) => argv.includes("DELUSER"))
        .map(({ argv }) => argv.at(-1));
      assert.deepEqual(dropped, ["back-1", "fr.nt-2", "old-3"]);
      assert.deepEqual(calls.at(-1)?.argv.slice(-2), ["ACL", "SAVE"]);
    });

    it("drops all accounts when no edge is left", () => {
      const { calls } = run(sweep, { ...store, ACCOUNTS: "default back-1", KEEP: "" });
      const dropped = calls
        .filter(({ argv }) => argv.includes("DELUSER"))
        .map(({ argv }) => argv.at(-1));
      assert.deepEqual(dropped, ["back-1"]);
    });

    for (const step of ["SETUSER", "SAVE"]) {
      it(`fails when it cannot ${step}`, () => {
        const { status } = run(provision, { ...account, SCOPE: "back:", FAIL_AT: step });
        assert.notEqual(status, 0);
      });
    }
    for (const step of ["USERS", "DELUSER", "SAVE"]) {
      it(`fails when a sweep cannot ${step}`, () => {
        const { status } = run(sweep, { ...store, ACCOUNTS: "a b", KEEP: "", FAIL_AT: step });
        assert.notEqual(status, 0);
      });
    }
  });

  describe("mysql-accounts.sh", () => {
    const provision = script("mysql-accounts.sh", "provision");
    const sweep = script("mysql-accounts.sh", "sweep");

    it("makes the account with its rights in its database and none elsewhere", () => {
      const { status, stderr, calls } = run(provision, { ...account, SCOPE: "orders" });
      assert.equal(status, 0, stderr);
      assert.equal(calls.length, 1);
      const input = calls[0]?.input ?? "";
      const begin = `CREATE USER IF NOT EXISTS 'back-0a1b2c3d'@'%' IDENTIFIED BY '${password}'`;
      assert.ok(input.startsWith(begin), input);
      const grants = input.split("\n").filter((line) => line.startsWith("GRANT "));
      assert.equal(grants.length, 1);
      assert.match(grants[0] ?? "", / ON `orders`\.\* TO 'back-0a1b2c3d'@'%';$/);
      assert.doesNotMatch(grants[0] ?? "", /ALL|GRANT OPTION|CREATE USER|SUPER|FILE|PROCESS/);
    });

    it("hands no password over as an argument, and signs in through the environment", () => {
      const { calls } = run(provision, { ...account, SCOPE: "orders" });
      for (const { argv, env } of calls) {
        assert.ok(!argv.join(" ").includes(password) && !argv.join(" ").includes(adminPassword));
        assert.match(env, new RegExp(`^MYSQL_PWD=${adminPassword}$`, "m"));
      }
    });

    it("drops exactly those accounts that it made and no edge holds", () => {
      const { status, calls } = run(sweep, {
        ...store,
        ACCOUNTS: "back-1 back-11 front-2 fr.nt-2 old-3",
        KEEP: "back-11\nfront-2",
      });
      assert.equal(status, 0);
      assert.match(calls[0]?.input ?? "", /attribute->'\$\.slipway' IS NOT NULL/);
      const { calls: made } = run(provision, { ...account, SCOPE: "orders" });
      assert.match(made.at(-1)?.input ?? "", /ATTRIBUTE '\{"slipway": "orders"\}'/);
      assert.deepEqual(calls[1]?.input.trim().split("\n"), [
        "DROP USER 'back-1'@'%';",
        "DROP USER 'fr.nt-2'@'%';",
        "DROP USER 'old-3'@'%';",
      ]);
    });

    it("drops all that it made when no edge is left, and nothing when there are none", () => {
      const { calls } = run(sweep, { ...store, ACCOUNTS: "back-1", KEEP: "" });
      assert.equal(calls[1]?.input, "DROP USER 'back-1'@'%';\n");
      const { status, calls: none } = run(sweep, { ...store, ACCOUNTS: "", KEEP: "" });
      assert.equal(status, 0);
      assert.equal(none.at(-1)?.input.includes("DROP"), false);
    });

    for (const verb of ["provision", "sweep"]) {
      it(`fails when MySQL refuses to ${verb}`, () => {
        const environment = { ...account, SCOPE: "orders", KEEP: "", FAIL_AT: "--user=root" };
        const { status, calls } = run(script("mysql-accounts.sh", verb), environment);
        assert.notEqual(status, 0);
        assert.equal(calls.length, 1, "it went on");
      });
    }
  });

  describe("redis-start.sh", () => {
    const start = script("redis-start.sh");
    const accounts = () =>
      fs.readFileSync(path.join(pod, "data/users.acl"), "utf8").trim().split("\n");
    const administrator = `user default on #${sha256(adminPassword)} ~* &* +@all`;

    it("gives a new volume an administrator, and no way in without a password", () => {
      const { status, stderr } = run(start, { ADMIN_PASSWORD: adminPassword });
      assert.equal(status, 0, stderr);
      assert.deepEqual(accounts(), [administrator]);
    });

    it("keeps the services' accounts, and sets the administrator's password anew", () => {
      const back = `user back-1 on #${sha256("x")} ~back:* +@read`;
      const old = `user default on #${sha256("old")} ~* &* +@all`;
      fs.writeFileSync(path.join(pod, "data/users.acl"), `${back}\n${old}\n`);
      run(start, { ADMIN_PASSWORD: adminPassword });
      assert.deepEqual(accounts(), [back, administrator]);
      run(start, { ADMIN_PASSWORD: adminPassword });
      assert.deepEqual(accounts(), [back, administrator]);
    });

    it("lets nobody else read the accounts", () => {
      run(start, { ADMIN_PASSWORD: adminPassword });
      assert.equal(fs.statSync(path.join(pod, "data/users.acl")).mode & 0o077, 0);
    });

    it("tells the server the password neither by an argument nor by its environment", () => {
      const { calls } = run(start, { ADMIN_PASSWORD: adminPassword });
      const [server, ...others] = calls;
      assert.deepEqual(others, []);
      assert.deepEqual(server?.argv.slice(0, 2), ["docker-entrypoint.sh", "redis-server"]);
      assert.ok(!server.argv.join(" ").includes(adminPassword));
      assert.ok(!server.env.includes(adminPassword));
    });

    it("keeps what was written, and where memory is short drops what would go soonest", () => {
      const [server] = run(start, { ADMIN_PASSWORD: adminPassword }).calls;
      const options = server?.argv.join(" ") ?? "";
      assert.match(options, /--appendonly yes/);
      assert.match(options, /--maxmemory \d+mb --maxmemory-policy volatile-ttl/);
    });
  });

  describe("mysql-start.sh", () => {
    const start = script("mysql-start.sh");

    it("leaves a new volume to the image, which sets the administrator's password itself", () => {
      const { status, stderr, calls } = run(start, {});
      assert.equal(status, 0, stderr);
      assert.deepEqual(calls[0]?.argv.slice(0, 2), ["docker-entrypoint.sh", "mysqld"]);
      assert.ok(!calls[0].argv.some((word) => word.startsWith("--init-file")));
    });

    it("sets the administrator's password anew on a volume that is filled", () => {
      fs.mkdirSync(path.join(pod, "var/lib/mysql/mysql"));
      const { status, stderr, calls } = run(start, {});
      assert.equal(status, 0, stderr);
      assert.ok(calls[0]?.argv.includes("--init-file=/run/slipway/root.sql"));
    });
  });
});
