import * as assert from "node:assert/strict";
import { kubectlAttempt, secretEnv } from "./cluster";

/**
 * Runs a client in a store's pod as the user service's account. The password goes in on standard input, in front of
 * what the client reads.
 */
function inStore(pod: string, client: string, password: string, input: string) {
  return kubectlAttempt(
    ["exec", "--stdin", pod, "--", "sh", "-c", client],
    `${password}\n${input}\n`,
  );
}

describe("the user service's own accounts", () => {
  let env: Record<string, string>;

  before(async () => {
    env = await secretEnv("deployment/user");
  });

  const mysql = (statement: string) =>
    inStore(
      "mysql-for-user-0",
      `read -r MYSQL_PWD && export MYSQL_PWD && exec mysql --host=127.0.0.1 --user='${env["MYSQL_USER"]}'`,
      env["MYSQL_PASSWORD"] ?? "",
      statement,
    );
  const redis = (command: string) =>
    inStore(
      "redis-for-user-0",
      `read -r REDISCLI_AUTH && export REDISCLI_AUTH && exec redis-cli --user '${env["REDIS_USERNAME"]}'`,
      env["REDIS_PASSWORD"] ?? "",
      command,
    );

  it("do not hold the administrators' passwords", () => {
    assert.deepEqual(Object.keys(env).sort(), [
      "MYSQL_PASSWORD",
      "MYSQL_USER",
      "REDIS_PASSWORD",
      "REDIS_USERNAME",
    ]);
  });

  it("do their work in MySQL", async () => {
    const { status, stderr } = await mysql("SELECT COUNT(*) FROM user.users;");
    assert.equal(status, 0, stderr);
  });

  for (const statement of [
    "SELECT user, authentication_string FROM mysql.user;",
    "CREATE DATABASE mine;",
    "CREATE TABLE user.mine (id INT);",
    "ALTER TABLE user.users ADD COLUMN mine INT;",
    "DROP TABLE user.users;",
    "DROP DATABASE mysql;",
    "CREATE USER eve IDENTIFIED BY 'x';",
    "GRANT ALL ON *.* TO CURRENT_USER;",
    "CREATE PROCEDURE user.p() SELECT 1;",
    "SELECT 1 INTO OUTFILE '/tmp/x';",
    "SET GLOBAL max_connections = 1;",
    "SHUTDOWN;",
  ]) {
    it(`may not: ${statement}`, async () => {
      const { status, stderr } = await mysql(statement);
      assert.notEqual(status, 0);
      assert.match(stderr, /denied|privilege|--secure-file-priv/i);
    });
  }

  it("do their work in Redis", async () => {
    const { stdout } = await redis("SET user:e2e 1 EX 60\nGET user:e2e");
    assert.equal(stdout.trim(), "OK\n1");
  });

  for (const command of [
    "GET other:key",
    "SET other:key 1",
    "KEYS *",
    "SCAN 0",
    "FLUSHALL",
    "CONFIG GET *",
    "ACL LIST",
    "EVAL return 0",
    "SHUTDOWN",
    "REPLICAOF NO ONE",
    "PUBLISH other x",
  ]) {
    it(`may not: ${command}`, async () => {
      const { stdout, stderr } = await redis(command);
      assert.match(stdout + stderr, /NOPERM/);
    });
  }
});
