import * as assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { binaryFile, dockerCompose } from "../sandbox/binaries";

const root = path.resolve(__dirname, "../..");

function compose(...args: string[]) {
  const { scripts } = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8")) as {
    scripts: { compose: string };
  };
  const [, ...options] = scripts.compose.split(" ");
  return spawnSync(process.execPath, [...options, ...args], { cwd: root, encoding: "utf8" });
}

function mode(file: string): string {
  return (fs.statSync(file).mode & 0o777).toString(8);
}

describe("npm run compose", function () {
  this.timeout(120_000);

  let folder: string;
  let first: ReturnType<typeof compose>;
  before(() => {
    folder = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "slipway-compose-")), "dev");
    first = compose("dev", "--out", folder);
  });
  after(() => fs.rmSync(path.dirname(folder), { recursive: true }));

  it("writes a Compose file, says how it is run, and names what it has not", () => {
    assert.equal(first.status, 0, first.stderr);
    assert.match(first.stdout, /docker compose -f \S+compose\.yaml up --build -d/);
    assert.match(first.stderr, /^- Each runs once/m);
    assert.ok(fs.existsSync(path.join(folder, "compose.yaml")));
  });

  it("keeps what is secret in a folder and in files that are its owner's alone", () => {
    assert.equal(mode(folder), "700");
    for (const file of ["compose.yaml", "passwords.json", "env/user.env"]) {
      assert.equal(mode(path.join(folder, file)), "600", file);
    }
    // It is mounted to a container that runs as another user.
    assert.equal(mode(path.join(folder, "secrets/amqp-broker-server.password")), "444");
    assert.equal(mode(path.join(folder, "secrets")), "700");
  });

  it("makes the passwords once, each another one, and leaves what is gone behind", () => {
    const text = (file: string) => fs.readFileSync(path.join(folder, file), "utf8");
    const [passwords, env, file] = ["passwords.json", "env/user.env", "compose.yaml"].map(text);
    const all = Object.values(JSON.parse(passwords ?? "") as Record<string, string>);
    assert.equal(new Set(all).size, all.length);
    for (const password of all) assert.match(password, /^[A-Za-z0-9]{32,}$/);
    fs.writeFileSync(path.join(folder, "env/gone.env"), "");
    assert.equal(compose("dev", "--out", folder).status, 0);
    assert.equal(text("passwords.json"), passwords);
    assert.equal(text("env/user.env"), env);
    assert.equal(text("compose.yaml"), file);
    assert.ok(!fs.existsSync(path.join(folder, "env/gone.env")));
  });

  it("writes over nothing that is somebody else's", () => {
    const foreign = fs.mkdtempSync(path.join(os.tmpdir(), "slipway-compose-"));
    fs.writeFileSync(path.join(foreign, "notes.txt"), "mine");
    const { status, stderr } = compose("dev", "--out", foreign);
    assert.equal(status, 1);
    assert.match(stderr, /holds notes\.txt, and none of it is from here/);
    assert.deepEqual(fs.readdirSync(foreign), ["notes.txt"]);
    fs.rmSync(foreign, { recursive: true });
  });

  it("says which stacks there are", () => {
    const { status, stderr } = compose("test");
    assert.equal(status, 1);
    assert.match(stderr, /There is no stack "test".* dev and prod/);
    assert.match(compose().stderr, /Which stack is missing\.\n\nnpm run compose -- dev\|prod/);
  });

  it("writes what Compose itself takes, with each value as the program has it", function () {
    // Built by the e2e, which needs it; the rest of the tests needs no tool.
    if (!fs.existsSync(binaryFile(dockerCompose))) return this.skip();
    const args = ["--file", path.join(folder, "compose.yaml"), "config", "--format", "json"];
    const { status, stdout, stderr } = spawnSync(binaryFile(dockerCompose), args, {
      encoding: "utf8",
    });
    assert.equal(status, 0, stderr);
    assert.equal(stderr, "");
    const { services } = JSON.parse(stdout) as {
      services: Record<string, { environment: Record<string, string>; entrypoint: string[] }>;
    };
    const passwords = JSON.parse(
      fs.readFileSync(path.join(folder, "passwords.json"), "utf8"),
    ) as Record<string, string>;
    const { environment, entrypoint = [] } = services["mysql-for-user"] ?? {};
    assert.equal(environment?.["MYSQL_ROOT_PASSWORD"], passwords["mysql-for-user-root"]);
    // It writes a dollar as it reads one.
    assert.ok(entrypoint.join("\n").includes("$$MYSQL_ROOT_PASSWORD"));
  });
});
