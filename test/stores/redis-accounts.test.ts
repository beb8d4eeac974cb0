import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as net from "node:net";
import * as os from "node:os";
import * as path from "node:path";
import { script } from "../../components/stores/script";

const installed = ["redis-server", "redis-cli"].every(
  (program) => spawnSync(program, ["--version"]).status === 0,
);

// Where Redis is installed; test/script.test.ts has what a stand-in can tell.
(installed ? describe : describe.skip)("redis-accounts.sh on a real Redis", () => {
  let folder: string;
  let server: ChildProcess;
  let port: string;

  const redis = (...args: string[]) =>
    execFileSync("redis-cli", ["-p", port, "-e", ...args], { encoding: "utf8" }).trimEnd();
  const dryRun = (...command: string[]) => redis("ACL", "DRYRUN", "back-1", ...command);

  before(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "slipway-test-"));
    fs.writeFileSync(path.join(folder, "users.acl"), "");
    port = String(await freePort());
    const options = ["--port", port, "--bind", "127.0.0.1", "--save", "", "--dir", folder];
    server = spawn("redis-server", [...options, "--aclfile", path.join(folder, "users.acl")]);
    while (spawnSync("redis-cli", ["-p", port, "-e", "PING"]).status !== 0) {
      assert.equal(server.exitCode, null);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const { status, stderr } = run("provision", { ADMIN_PASSWORD: "" });
    assert.equal(status, 0, stderr);
  });

  function run(verb: string, passwords: Record<string, string>) {
    const [shell = "", ...args] = script("redis-accounts.sh", verb);
    const account = { ACCOUNT: "back-1", PASSWORD: "password", SCOPE: "back:" };
    return spawnSync(shell, args, {
      encoding: "utf8",
      env: { ...process.env, HOST: "127.0.0.1", PORT: port, ...account, ...passwords },
    });
  }
  after(async () => {
    server.kill("SIGKILL");
    await once(server, "exit");
    fs.rmSync(folder, { recursive: true });
  });

  for (const command of [
    "SET back:a 1 EX 60",
    "GET back:a",
    "DEL back:a back:b",
    "INCR back:a",
    "EXPIRE back:a 60 NX",
    "MULTI",
    "EXEC",
    "HSET back:h f v",
    "LPUSH back:l v",
    "SADD back:s v",
    "ZADD back:z 1 v",
    "XADD back:x * f v",
    "SETBIT back:b 1 1",
    "PFADD back:p v",
    "GEOADD back:g 1 1 v",
    "HELLO 3",
    "PING",
  ]) {
    it(`lets it: ${command}`, () => assert.equal(dryRun(...command.split(" ")), "OK"));
  }

  for (const command of [
    "GET front:a",
    "MGET back:a front:a",
    "COPY back:a front:a",
    "RENAME front:a back:a",
    "KEYS *",
    "SCAN 0",
    "RANDOMKEY",
    "DBSIZE",
    "SORT back:l BY front:*",
    "BLPOP back:l 0",
    "EVAL return 0",
    "PUBLISH back:c v",
    "FLUSHALL",
    "CONFIG GET *",
    "ACL LIST",
    "CLIENT LIST",
    "CLIENT KILL TYPE normal",
    "MODULE LIST",
    "REPLICAOF NO ONE",
    "SHUTDOWN",
  ]) {
    it(`does not let it: ${command}`, () => {
      assert.match(dryRun(...command.split(" ")), /has no permissions to/);
    });
  }

  it("gives the administrator the password of a rotation, in the place of the one before", () => {
    const signedIn = (password: string) => {
      const env = { ...process.env, REDISCLI_AUTH: password };
      return spawnSync("redis-cli", ["-p", port, "-e", "ACL", "WHOAMI"], { env }).status === 0;
    };
    redis("ACL", "SETUSER", "default", "resetpass", ">before");
    try {
      const rotated = { ADMIN_PASSWORD: "after", PREVIOUS_PASSWORD: "before" };
      assert.notEqual(run("check", rotated).status, 0, "the server has the one before");
      assert.deepEqual([signedIn("before"), signedIn("after")], [true, false]);
      for (const verb of ["provision", "provision", "check"]) {
        const { status, stderr } = run(verb, rotated);
        assert.equal(status, 0, stderr);
        assert.deepEqual([signedIn("before"), signedIn("after")], [false, true]);
      }
    } finally {
      const env = { ...process.env, REDISCLI_AUTH: "after" };
      execFileSync("redis-cli", ["-p", port, "-e", "ACL", "SETUSER", "default", "nopass"], { env });
    }
  });

  it("gives no command that reaches keys without naming them", () => {
    const all = redis("COMMAND", "LIST").split("\n");
    const commands = all.filter((name) => !all.some((other) => other.startsWith(`${name}|`)));
    const info = JSON.parse(redis("--json", "-3", "COMMAND", "INFO", ...commands)) as CommandInfo[];
    const given = info
      .filter(([, , flags, firstKey]) => firstKey === 0 && !flags.includes("movablekeys"))
      .filter(([name, arity]) => {
        const words = name.split("|");
        const rest = Array<string>(Math.abs(arity) - words.length).fill("back:1");
        return dryRun(...words, ...rest) === "OK";
      })
      .map(([name]) => name);
    // Those of the connection itself.
    const own = given.filter((name) => !/^(client|command)\||\|help$/.test(name));
    const connection = "asking auth echo hello ping quit readonly readwrite reset select";
    const transaction = "discard exec multi unwatch";
    assert.deepEqual(own.sort(), `${connection} ${transaction}`.split(" ").sort());
  });
});

/** Its name, the least number of words or minus that, its flags, and where its first key is. */
type CommandInfo = [string, number, string[], number];

async function freePort(): Promise<number> {
  const probe = net.createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as net.AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
