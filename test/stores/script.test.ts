import assert from "node:assert/strict";
import { execFile, execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import * as fs from "node:fs";
import * as http from "node:http";
import * as net from "node:net";
import * as os from "node:os";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { script } from "../../components/stores/script";

const folder = path.join(__dirname, "../../components/stores/scripts");
const adminPassword = "AdminPassword0000000000000000000";
const password = "ServicePassword00000000000000000";

/** A program that stands in for a store's client or server: it notes how it was called, and answers. */
const standIn = `#!/bin/sh
# The server that is not reached yet, is so at the second time of asking.
case "$(basename "$0") $*" in "mysqladmin "* | *" PING")
  [ -z "$UNREACHED" ] || [ -e "$CALLS/../pinged" ] || { touch "$CALLS/../pinged"; exit 1; }
  exit 0
esac
call="$CALLS/$(ls "$CALLS" | wc -l | tr -d ' ')"
printf '%s\\n' "$(basename "$0")" "$@" >"$call.new"
{ echo ---; env; echo ---; cat; } >>"$call.new"
mv "$call.new" "$call"
# A server that a rotation has not reached knows the administrator's password of before, until it is told of another.
if [ -n "$KNOWS" ] && ! [ -e "$CALLS/../rotated" ]; then
  [ "\${MYSQL_PWD:-}\${REDISCLI_AUTH:-}" = "$KNOWS" ] || exit 1
  case "$*$(tail -n 3 "$call")" in *"SETUSER default"* | *"'root'@'%'"*) touch "$CALLS/../rotated" ;; esac
fi
case "$*" in *"$FAIL_AT"*) [ -z "$FAIL_AT" ] || exit 1 ;; esac
case "$*" in *"ACL USERS"*) printf '%s\\n' $ACCOUNTS ;; esac
if grep -q '^SELECT user' "$call"; then printf '%s\\n' $ACCOUNTS; fi
# Who is signed in, is so for the first two times of asking.
asked() { case "$*" in *"CLIENT LIST"*) ;; *) grep -q '^SELECT id' "$call" ;; esac; }
if asked "$@" && [ -n "$SIGNED_IN" ] && ! [ -e "$CALLS/../left" ]; then
  if [ -e "$CALLS/../asked" ]; then touch "$CALLS/../left"; else touch "$CALLS/../asked"; fi
  printf 'id=7 addr=10.0.0.7:40000 user=%s lib-name=\\n' "$SIGNED_IN"
fi
`;

describe("the scripts of the stores", () => {
  let pod: string;
  beforeEach(() => {
    pod = fs.mkdtempSync(path.join(os.tmpdir(), "slipway-test-"));
    for (const part of ["bin", "calls", "tmp", "data", "dev/shm", "var/lib/mysql"]) {
      fs.mkdirSync(path.join(pod, part), { recursive: true });
    }
    for (const program of ["redis-cli", "mysql", "mysqladmin", "docker-entrypoint.sh"]) {
      fs.writeFileSync(path.join(pod, "bin", program), standIn, { mode: 0o755 });
    }
  });
  afterEach(() => fs.rmSync(pod, { recursive: true }));

  /** Runs the command of a container, with the folders that it writes to moved into a folder of this test. */
  function run(command: string[], environment: Record<string, string>, timeout = 20_000) {
    const [shell = "", options = "", text = "", ...args] = command;
    const moved = text.replace(/(?<![\w.])\/(?=(tmp|data|dev\/shm|var\/lib\/mysql)\b)/g, `${pod}/`);
    const { status, stderr } = spawnSync(shell, [options, moved, ...args], {
      encoding: "utf8",
      input: "",
      timeout,
      env: {
        PATH: `${path.join(pod, "bin")}:${process.env["PATH"]}`,
        CALLS: path.join(pod, "calls"),
        FAIL_AT: "",
        ACCOUNTS: "",
        SIGNED_IN: "",
        UNREACHED: "",
        KNOWS: "",
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

  const isShell = (file: string) => !file.endsWith(".js");
  for (const file of fs.readdirSync(folder).filter(isShell)) {
    it(`${file} is a script of the shell that it is named after`, () => {
      const [, shell = ""] = /\.(sh|bash)$/.exec(file) ?? [];
      execFileSync(shell, ["-n", path.join(folder, file)]);
      assert.equal(script(file)[0], shell);
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

  for (const file of ["redis-accounts.sh", "mysql-accounts.sh"]) {
    it(`${file} waits for a server that does not let it in yet`, () => {
      const { status, stderr, calls } = run(script(file, "provision"), {
        ...account,
        SCOPE: "back",
        UNREACHED: "yes",
      });
      assert.equal(status, 0, stderr);
      assert.ok(fs.existsSync(path.join(pod, "pinged")));
      assert.notEqual(calls.length, 0);
    });
  }

  for (const file of ["redis-accounts.sh", "mysql-accounts.sh"]) {
    const previous = "PreviousPassword0000000000000000";
    const rotated = { ...account, SCOPE: "back", KEEP: "", PREVIOUS_PASSWORD: previous };

    for (const verb of ["provision", "sweep"]) {
      it(`${file} gives a server that has the previous password of its administrator the present one, to ${verb}`, () => {
        const { status, stderr, calls } = run(script(file, verb), { ...rotated, KNOWS: previous });
        assert.equal(status, 0, stderr);
        const [refused, told, accepted, ...rest] = calls;
        const signedIn = (call?: { env: string }) =>
          /^(?:MYSQL_PWD|REDISCLI_AUTH)=(.*)$/m.exec(call?.env ?? "")?.[1];
        const used = [refused, told, accepted].map(signedIn);
        assert.deepEqual(used, [adminPassword, previous, adminPassword]);
        assert.deepEqual(
          told?.input.trimEnd(),
          file.startsWith("redis")
            ? `#${sha256(adminPassword)}`
            : `ALTER USER 'root'@'localhost' IDENTIFIED BY '${adminPassword}';\n` +
                `ALTER USER 'root'@'%' IDENTIFIED BY '${adminPassword}';`,
        );
        // Then it does what it does.
        assert.notEqual(rest.length, 0);
        for (const call of rest) assert.equal(signedIn(call), adminPassword);
        for (const { argv } of calls) {
          for (const secret of [previous, adminPassword, sha256(adminPassword)]) {
            assert.ok(!argv.join(" ").includes(secret), argv.join(" "));
          }
        }
      });

      it(`${file} changes nothing about an administrator who has the present password, to ${verb}`, () => {
        const { status, stderr, calls } = run(script(file, verb), rotated);
        assert.equal(status, 0, stderr);
        const told = calls.map(({ argv, input }) => `${argv.join(" ")} ${input}`).join("\n");
        assert.doesNotMatch(told, /ALTER USER|SETUSER default/);
      });
    }

    it(`${file} checks whether the server takes the present password, and changes nothing`, () => {
      const check = script(file, "check");
      const taken = run(check, { ...rotated, KNOWS: adminPassword });
      assert.equal(taken.status, 0, taken.stderr);
      const refused = run(check, { ...rotated, KNOWS: previous });
      assert.notEqual(refused.status, 0);
      for (const { argv, input } of refused.calls) {
        assert.doesNotMatch(`${argv.join(" ")} ${input}`, /ALTER|SETUSER|SAVE/);
      }
    });

    it(`${file} goes on only once one of the two passwords is accepted`, () => {
      const environment = { ...rotated, KNOWS: "neither of them" };
      const { status, calls } = run(script(file, "provision"), environment, 3_000);
      assert.equal(status, null, "it ended");
      const made = calls.map(({ argv, input }) => `${argv.join(" ")} ${input}`).join("\n");
      assert.doesNotMatch(made, /CREATE USER|SETUSER back/);
    });
  }

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

    it("lets a backup ask for what a replica does, and for nothing else", () => {
      const { calls } = run(provision, { ...account, SCOPE: "", PURPOSE: "backup" });
      const { argv = [] } = calls[0] ?? {};
      const rights = argv.slice(argv.indexOf("reset"));
      assert.deepEqual(rights, ["reset", "on", "+ping", "+replconf", "+sync"]);
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
      const last = Math.max(...rights.map((right) => (right.startsWith("+") ? at(right) : 0)));
      for (const right of ["-@dangerous", "-@admin", "-@scripting"]) {
        assert.ok(at(right) > last, `${right} in ${rights}`);
      }
      // These have the commands of modules, whose keys no prefix guards.
      for (const right of ["+@all", "+@read", "+@write"]) assert.ok(!rights.includes(right), right);
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

    it("drops an account that another has followed when nobody is signed in with it any more", () => {
      const followed = { ACCOUNTS: "back-1 front-2", KEEP: "back-11", SIGNED_IN: "back-1" };
      const { status, stderr, calls } = run(sweep, { ...store, ...followed });
      assert.equal(status, 0, stderr);
      assert.deepEqual(
        calls.map(({ argv }) => argv.slice(6).join(" ")),
        [
          ...["ACL USERS", "CLIENT LIST", "CLIENT LIST", "CLIENT LIST", "ACL DELUSER back-1"],
          // Whose consumer has no other: it may be waiting for the sweep before it goes itself.
          "ACL DELUSER front-2",
          "ACL SAVE",
        ],
      );
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
    for (const step of ["USERS", "CLIENT LIST", "DELUSER", "SAVE"]) {
      it(`fails when a sweep cannot ${step}`, () => {
        const followed = { ACCOUNTS: "a-1 b-2", KEEP: "a-11" };
        const { status } = run(sweep, { ...store, ...followed, FAIL_AT: step });
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

    for (const [purpose, changesTables] of [
      ["serve", false],
      ["migrate", true],
      ["", true],
    ] as const) {
      it(`gives rows and ${changesTables ? "tables" : "no tables"} for the purpose "${purpose}"`, () => {
        const { calls } = run(provision, { ...account, SCOPE: "orders", PURPOSE: purpose });
        const [, rights] = /^GRANT (.*) ON /m.exec(calls[0]?.input ?? "") ?? [];
        const rows = "SELECT, INSERT, UPDATE, DELETE";
        const tables = ", CREATE, ALTER, INDEX, DROP, REFERENCES";
        assert.equal(rights, changesTables ? rows + tables : rows);
      });
    }

    it("lets a backup read its database, routines and where the binary log is, and write nothing", () => {
      const { calls } = run(provision, { ...account, SCOPE: "orders", PURPOSE: "backup" });
      const grants = (calls[0]?.input ?? "")
        .split("\n")
        .filter((line) => line.startsWith("GRANT "));
      assert.deepEqual(grants, [
        "GRANT SELECT, SHOW VIEW, TRIGGER, EVENT ON `orders`.* TO 'back-0a1b2c3d'@'%';",
        "GRANT SHOW_ROUTINE, FLUSH_TABLES, REPLICATION CLIENT ON *.* TO 'back-0a1b2c3d'@'%';",
      ]);
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
      assert.deepEqual(calls.at(-1)?.input.trim().split("\n"), [
        "DROP USER 'back-1'@'%';",
        "DROP USER 'fr.nt-2'@'%';",
        "DROP USER 'old-3'@'%';",
      ]);
    });

    it("drops an account that another has followed when nobody is signed in with it any more", () => {
      const followed = { ACCOUNTS: "back-1 front-2", KEEP: "back-11", SIGNED_IN: "back-1" };
      const { status, stderr, calls } = run(sweep, { ...store, ...followed });
      assert.equal(status, 0, stderr);
      const [, ...rest] = calls.map(({ input }) => input.trim());
      const asked = "SELECT id FROM information_schema.processlist WHERE user = 'back-1';";
      const drops = "DROP USER 'back-1'@'%';\nDROP USER 'front-2'@'%';";
      assert.deepEqual(rest, [asked, asked, asked, drops]);
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

  describe("rabbitmq-accounts.bash", () => {
    const provision = script("rabbitmq-accounts.bash", "provision");
    const sweep = script("rabbitmq-accounts.bash", "sweep");
    const programs = "awk base64 cat cut env grep head printf sed sleep tr".split(" ");
    const back = { ACCOUNT: "back-end-0a1b2c3d", PASSWORD: password, SCOPE: "back-end" };
    const userPath = `/api/users/${back.ACCOUNT}`;
    const permissionsPath = `/api/permissions/%2F/${back.ACCOUNT}`;
    const users = [
      { name: "admin", tags: ["administrator"] },
      { tags: ["slipway"], name: "back-1" },
      { name: "back-11", tags: ["slipway"] },
      { name: "slipway", tags: [] },
      { tags: [], name: "back-2" },
      { name: "guest", tags: ["slipway-1", "monitoring"] },
      { name: "front-2", tags: ["slipway"] },
      { name: "fr.nt-2", tags: ["monitoring", "slipway"] },
      { name: "old-3", tags: ["slipway"] },
    ];

    interface Request {
      method: string;
      path: string;
      type: string | undefined;
      body: string;
      /** What it was answered. */
      status: number;
    }
    interface Api {
      /** What there is. @default none */
      users?: { name: string; tags: string[] }[];
      /** Who is signed in, at each time of asking. @default nobody, ever */
      signedIn?: string[][];
      /** The administrator's password, until he is given another. @default the present one */
      password?: string;
      /** Answers so where the request begins with this. @default none */
      refuse?: { at: string; status: number };
    }

    /** Runs the script beside a management API, with no program within reach but some that note their arguments. */
    async function manage(
      command: string[],
      environment: Record<string, string>,
      api: Api = {},
    ): Promise<Ran> {
      const requests: Request[] = [];
      const seen: string[] = [];
      const server = http.createServer((request, response) => {
        let body = "";
        request.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
        request.on("end", () => {
          seen.push(...commandLines(pod));
          const { method = "", url = "", headers } = request;
          const { status, text } = answer(api, `${method} ${url}`, headers.authorization);
          requests.push({ method, path: url, type: headers["content-type"], body, status });
          // As RabbitMQ's, in more than one packet.
          response.writeHead(status, { "content-type": "application/json", vary: "origin" });
          response.write(text.slice(0, 40));
          setTimeout(() => response.end(text.slice(40)), 20);
        });
      });
      server.listen(0, "127.0.0.1");
      await once(server, "listening");
      try {
        const { port } = server.address() as net.AddressInfo;
        const ran = await start(command, { HOST: "127.0.0.1", PORT: String(port), ...environment });
        return { ...ran, requests, argv: `${ran.argv}\n${seen.join("\n")}` };
      } finally {
        server.closeAllConnections();
        server.close();
      }
    }

    interface Ran {
      status: number;
      /** What it said, on either stream. */
      said: string;
      /** The arguments of every program that it ran. */
      argv: string;
      requests: Request[];
    }

    async function start(
      [shell = "", ...args]: string[],
      environment: Record<string, string>,
    ): Promise<Ran> {
      const bin = path.join(pod, "programs");
      fs.rmSync(bin, { recursive: true, force: true });
      fs.mkdirSync(bin);
      fs.symlinkSync(
        execFileSync("which", [shell], { encoding: "utf8" }).trim(),
        `${bin}/${shell}`,
      );
      for (const program of programs) {
        const real = `PATH='${process.env["PATH"]}'\nexec ${program} "$@"\n`;
        const note = `printf '%s\\n' ${program} "$@" >"$CALLS/$$"\n`;
        fs.writeFileSync(path.join(bin, program), `#!/bin/sh\n${note}${real}`, { mode: 0o755 });
      }
      const env = { PATH: bin, CALLS: path.join(pod, "calls"), ...environment };
      const [status, said] = await new Promise<[number, string]>((resolve, reject) => {
        execFile(path.join(bin, shell), args, { env, timeout: 10_000 }, (error, out, err) => {
          if (error?.killed === true) reject(new Error(`It hangs: ${out}${err}`));
          else resolve([error === null ? 0 : Number(error.code ?? 1), out + err]);
        });
      });
      const argv = fs.readdirSync(env.CALLS).map((call) => fs.readFileSync(`${env.CALLS}/${call}`));
      return { status, said, argv: argv.join("\n"), requests: [] };
    }

    function answer(api: Api, request: string, authorization: string | undefined) {
      const login = `admin:${api.password ?? adminPassword}`;
      const right = `Basic ${Buffer.from(login).toString("base64")}`;
      const refusal = { text: '{"error":"not_authorised","reason":"Not_Authorized"}' };
      if (authorization !== right) return { status: 401, ...refusal };
      const { refuse } = api;
      if (refuse !== undefined && request.startsWith(refuse.at)) {
        return { status: refuse.status, ...refusal };
      }
      if (request === "PUT /api/users/admin") api.password = adminPassword;
      if (request.startsWith("PUT ")) return { status: 201, text: "" };
      if (request === "GET /api/whoami") return { status: 200, text: '{"name":"admin"}' };
      if (request.startsWith("DELETE ")) return { status: 204, text: "" };
      if (request === "GET /api/connections?columns=user") {
        const connections = api.signedIn?.shift() ?? ["front-2"];
        return { status: 200, text: JSON.stringify(connections.map((user) => ({ user }))) };
      }
      assert.match(request, /^GET \/api\/users(\?|$)/);
      const columns = /[?&]columns=([^&]*)/.exec(request)?.[1]?.split(",");
      const rest = { password_hash: "c2xpcHdheQ==", hashing_algorithm: "x", limits: {} };
      const shown = (api.users ?? []).map((user) =>
        Object.fromEntries(
          Object.entries({ ...rest, ...user }).filter(([key]) => columns?.includes(key) ?? true),
        ),
      );
      return { status: 200, text: JSON.stringify(shown) };
    }

    const admin = { ADMIN_PASSWORD: adminPassword };
    const dropped = ({ requests }: Ran) =>
      requests
        .filter(({ method }) => method === "DELETE")
        .map(({ path }) => path.replace("/api/users/", ""));
    const named = (names: string[]) => users.filter(({ name }) => names.includes(name));

    it("makes the account with its mark, then gives it its rights", async () => {
      const { status, said, requests } = await manage(provision, { ...admin, ...back });
      assert.equal(status, 0, said);
      assert.deepEqual(
        requests.map(({ body, ...request }) => ({ ...request, body: JSON.parse(body) as unknown })),
        [
          {
            method: "PUT",
            path: userPath,
            type: "application/json",
            body: { password, tags: "slipway" },
            status: 201,
          },
          {
            method: "PUT",
            path: permissionsPath,
            type: "application/json",
            body: {
              configure: String.raw`^back-end(\..*)?$`,
              write: String.raw`^back-end(\..*)?$`,
              read: String.raw`^(back-end(\..*)?|[^.]+)$`,
            },
            status: 201,
          },
        ],
      );
    });

    it("lets a backup export definitions, which only administrators may, and gives it no right to a message", async () => {
      const { status, requests } = await manage(provision, {
        ...admin,
        ...back,
        PURPOSE: "backup",
      });
      assert.equal(status, 0);
      assert.deepEqual(
        requests.map(({ path, body }) => [path, JSON.parse(body)]),
        [[userPath, { password, tags: "slipway,administrator" }]],
      );
    });

    it("lets it declare and write its own, and bind to the exchanges of others, whose queues it cannot read", async () => {
      const { requests } = await manage(provision, { ...admin, ...back });
      const rights = JSON.parse(requests[1]?.body ?? "") as Record<string, string>;
      const may = (right: string) => {
        const names = ["back-end", "back-end.q", "back-end.a.b", "back-endX", "back-end2.q"].concat(
          ...["front", "front.q", "front.back-end", "x-back-end", "amq.topic", "amq.default", ""],
        );
        return names.filter((name) => new RegExp(rights[right] ?? "").test(name));
      };
      const own = ["back-end", "back-end.q", "back-end.a.b"];
      assert.deepEqual(Object.keys(rights).sort(), ["configure", "read", "write"]);
      assert.deepEqual(may("configure"), own);
      assert.deepEqual(may("write"), own);
      assert.deepEqual(may("read"), [...own, "back-endX", "front", "x-back-end"]);
    });

    it("hands no password over as an argument, and tells nobody", async () => {
      for (const ran of [
        await manage(provision, { ...admin, ...back }),
        await manage(provision, { ...admin, ...back }, { refuse: { at: "PUT", status: 400 } }),
      ]) {
        assert.notEqual(ran.requests.length, 0);
        for (const secret of [password, adminPassword]) {
          for (const form of [secret, Buffer.from(secret).toString("base64").slice(4, -4)]) {
            assert.ok(!ran.argv.includes(form), ran.argv);
            assert.ok(!ran.said.includes(form), ran.said);
          }
        }
        const credentials = Buffer.from(`admin:${adminPassword}`).toString("base64");
        assert.ok(!ran.argv.includes(credentials) && !ran.said.includes(credentials));
      }
    });

    it("drops exactly those accounts that carry its mark and that no edge holds", async () => {
      const ran = await manage(sweep, { ...admin, KEEP: "back-11\nfront-2" }, { users });
      assert.equal(ran.status, 0, ran.said);
      assert.deepEqual(dropped(ran), ["back-1", "fr.nt-2", "old-3"]);
      assert.deepEqual(
        ran.requests.filter(({ method }) => !["DELETE", "GET"].includes(method)),
        [],
      );
    });

    it("drops an account that another has followed when nobody is signed in with it any more", async () => {
      const signedIn = [["front-2", "back-1"], ["back-1"], ["front-2"]];
      const ran = await manage(
        sweep,
        { ...admin, KEEP: "back-11" },
        { users: named(["back-1", "back-11", "old-3"]), signedIn },
      );
      assert.equal(ran.status, 0, ran.said);
      assert.deepEqual(
        ran.requests.map(({ method, path }) => `${method} ${path.replace(/\?.*/, "")}`),
        [
          "GET /api/users",
          ...["GET /api/connections", "GET /api/connections", "GET /api/connections"],
          "DELETE /api/users/back-1",
          // Whose consumer has no other: it may be waiting for the sweep before it goes itself.
          "DELETE /api/users/old-3",
        ],
      );
    });

    it("drops all that it made when no edge is left, and never the administrator", async () => {
      const ran = await manage(sweep, { ...admin, KEEP: "" }, { users });
      assert.equal(ran.status, 0, ran.said);
      assert.deepEqual(dropped(ran), ["back-1", "back-11", "front-2", "fr.nt-2", "old-3"]);
    });

    it("leaves an account alone whose name is that of the mark", async () => {
      const ran = await manage(sweep, { ...admin, KEEP: "" }, { users: named(["slipway"]) });
      assert.equal(ran.status, 0, ran.said);
      assert.deepEqual(dropped(ran), []);
    });

    describe("after a rotation of the administrator's password", () => {
      const previous = "PreviousPassword0000000000000000";
      const rotated = { ...admin, ...back, KEEP: "", PREVIOUS_PASSWORD: previous };

      for (const [command, next] of [
        [provision, `PUT ${userPath}`],
        [sweep, "GET /api/users?columns=name,tags"],
      ] as const) {
        it(`gives a broker that has the previous one the present one, to ${command.at(-1)}`, async () => {
          const ran = await manage(command, rotated, { password: previous });
          assert.equal(ran.status, 0, ran.said);
          const [refused, told, accepted, then] = ran.requests;
          assert.deepEqual(
            [refused, told, accepted, then].map(
              (one) => `${one?.method} ${one?.path} ${one?.status}`,
            ),
            [
              "GET /api/whoami 401",
              "PUT /api/users/admin 201",
              "GET /api/whoami 200",
              `${next} ${next.startsWith("GET") ? 200 : 201}`,
            ],
          );
          const body = { password: adminPassword, tags: "administrator" };
          assert.deepEqual(JSON.parse(told?.body ?? ""), body);
          for (const secret of [previous, adminPassword]) {
            assert.ok(!ran.argv.includes(secret) && !ran.said.includes(secret));
          }
        });
      }

      it("checks whether the broker takes the present one, and changes nothing", async () => {
        const check = script("rabbitmq-accounts.bash", "check");
        for (const password of [adminPassword, previous]) {
          const ran = await manage(check, rotated, { password });
          assert.equal(ran.status === 0, password === adminPassword, ran.said);
          assert.deepEqual(
            ran.requests.map(({ method, path }) => `${method} ${path}`),
            ["GET /api/whoami"],
          );
        }
      });

      it("changes nothing about an administrator who has it already", async () => {
        const ran = await manage(provision, rotated);
        assert.equal(ran.status, 0, ran.said);
        assert.deepEqual(
          ran.requests.map(({ method, path }) => `${method} ${path}`),
          ["GET /api/whoami", `PUT ${userPath}`, `PUT ${permissionsPath}`],
        );
      });
    });

    for (const names of [["admin"], ["admin", "back-11"], ["admin", "back-2", "guest"]]) {
      it(`drops nothing where there are ${names.join(", ")}, of which back-11 is held`, async () => {
        const ran = await manage(sweep, { ...admin, KEEP: "back-11" }, { users: named(names) });
        assert.equal(ran.status, 0, ran.said);
        assert.deepEqual(dropped(ran), []);
      });
    }

    for (const status of [302, 400, 401, 404, 500]) {
      it(`fails at an answer of ${status}, and goes no further`, async () => {
        for (const [command, at, before] of [
          [provision, `PUT ${userPath}`, 0],
          [provision, `PUT ${permissionsPath}`, 1],
          [sweep, "GET ", 0],
          [sweep, "GET /api/connections", 1],
          [sweep, "DELETE /api/users/back-1", 2],
        ] as const) {
          const refuse = { at, status };
          const environment = { ...admin, ...back, KEEP: "back-11" };
          const ran = await manage(command, environment, { users, refuse });
          assert.notEqual(ran.status, 0, `${at} was answered ${status}`);
          assert.equal(ran.requests.length, before + 1, `it went on after ${at}`);
          assert.ok(ran.said.includes(String(status)), `it does not say so: ${ran.said}`);
        }
      });
    }

    it("waits where nobody listens, and fails where nobody answers", async () => {
      const silent = net.createServer((socket) => socket.once("data", () => socket.end()));
      silent.listen(0, "127.0.0.1");
      await once(silent, "listening");
      const { port } = silent.address() as net.AddressInfo;
      silent.close();
      await once(silent, "close");
      try {
        for (const command of [provision, sweep]) {
          const environment = {
            ...admin,
            ...back,
            KEEP: "",
            HOST: "127.0.0.1",
            PORT: String(port),
          };
          const ended = start(command, environment);
          // It ends only once there is somebody who listens.
          const first = await Promise.race([ended, sleep(500, "waits")]);
          assert.equal(first, "waits");
          silent.listen(port, "127.0.0.1");
          assert.notEqual((await ended).status, 0, command.at(-1));
          silent.close();
        }
      } finally {
        silent.close();
      }
    });

    for (const [command, variables] of [
      [provision, ["ACCOUNT", "PASSWORD", "SCOPE", "ADMIN_PASSWORD"]],
      [sweep, ["KEEP", "ADMIN_PASSWORD"]],
    ] as const) {
      for (const variable of variables) {
        it(`fails to ${command.at(-1)} without ${variable}, and changes nothing`, async () => {
          const { [variable]: _, ...rest } = { ...admin, ...back, KEEP: "back-1" };
          const ran = await manage(command, rest, { users });
          assert.notEqual(ran.status, 0);
          const done = ran.requests.filter(
            ({ method, status }) => method !== "GET" && status < 300,
          );
          assert.deepEqual(done, []);
        });
      }
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
      const limited = script("redis-start.sh", "--maxmemory", "1000");
      const [server] = run(limited, { ADMIN_PASSWORD: adminPassword }).calls;
      const options = server?.argv.join(" ") ?? "";
      assert.match(options, /--appendonly yes --appendfsync always/);
      assert.match(options, /--maxmemory-policy volatile-ttl --maxmemory 1000$/);
    });
  });

  describe("mysql-start.sh", () => {
    const start = script("mysql-start.sh", "--skip-log-bin");

    it("leaves a new volume to the image, which sets the administrator's password itself", () => {
      const { status, stderr, calls } = run(start, {});
      assert.equal(status, 0, stderr);
      assert.deepEqual(calls[0]?.argv.slice(0, 2), ["docker-entrypoint.sh", "mysqld"]);
      assert.equal(calls[0].argv.at(-1), "--skip-log-bin");
      assert.ok(!calls[0].argv.some((word) => word.startsWith("--init-file")));
    });

    it("sets the administrator's password anew on a volume that is filled", () => {
      fs.mkdirSync(path.join(pod, "var/lib/mysql/mysql"));
      const { status, stderr, calls } = run(start, { MYSQL_ROOT_PASSWORD: adminPassword });
      assert.equal(status, 0, stderr);
      const file = path.join(pod, "dev/shm/root.sql");
      assert.ok(calls[0]?.argv.includes(`--init-file=${file}`));
      // Wherever he may come from.
      assert.deepEqual(fs.readFileSync(file, "utf8").trim().split("\n"), [
        `ALTER USER 'root'@'localhost' IDENTIFIED BY '${adminPassword}';`,
        `ALTER USER 'root'@'%' IDENTIFIED BY '${adminPassword}';`,
      ]);
      assert.equal(fs.statSync(file).mode & 0o077, 0);
      assert.ok(!calls[0]?.argv.join(" ").includes(adminPassword));
    });
  });
});

/** The arguments of every process with a text in its environment, where the system shows them. */
function commandLines(environment: string): string[] {
  if (!fs.existsSync("/proc/self/cmdline")) return [];
  return fs
    .readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((pid) => {
      try {
        if (!fs.readFileSync(`/proc/${pid}/environ`, "utf8").includes(environment)) return [];
        return [fs.readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ")];
      } catch {
        // Gone meanwhile, or another user's.
        return [];
      }
    });
}
