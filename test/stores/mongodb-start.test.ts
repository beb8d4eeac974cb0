import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as path from "node:path";
import { readScript, script } from "../../components/stores/script";
import { podFolder } from "./pod-folder";

const programs = {
  // Every pod that there is has an address.
  getent: `case " $PODS " in *" \${2%%.*} "*) ;; *) exit 2 ;; esac`,
  // Of two scripts, only that which asks a peer has one in its environment.
  mongosh: `if [ -n "$PEER" ]; then case $PEER in "$FORMED."*) exit 0 ;; *) exit 1 ;; esac; fi
echo "$ADMIN_PASSWORD" >"$LOG.password"
echo "$MEMBER of $MEMBERS" >>"$LOG"`,
  "docker-entrypoint.sh": `echo "$@"; echo "\${MONGO_INITDB_ROOT_USERNAME-nobody}"; ls -A "$DATA"
until [ -e "$LOG" ]; do sleep 0.1; done`,
};

describe("mongodb-start.sh", () => {
  let folder: string;
  beforeEach(() => {
    folder = podFolder(programs);
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  /** Starts a member. @returns mongod's arguments, whom it is told to make an account for, and its data folder. */
  async function start(pod: string, { formed = "none", pods = 1, kernel = "tmp" } = {}) {
    const [shell = "", options = "", text = "", ...args] = script(
      "mongodb-start.sh",
      readScript("mongodb-members.js"),
      readScript("first-fill.sh"),
      path.join(folder, "data"),
      ...["--oplogSize", "51"],
    );
    const moved = text
      .replaceAll("/tmp/", `${folder}/tmp/`)
      .replaceAll("/run/slipway/", `${folder}/`)
      .replaceAll("/proc/net/if_inet6", path.join(folder, kernel));
    const log = path.join(folder, "log");
    fs.writeFileSync(path.join(folder, "password"), "rotated since");
    const child = spawn(shell, [options, moved, ...args], {
      // A group of its own: what goes on in the background ends with it.
      detached: true,
      stdio: ["ignore", "pipe", "inherit"],
      env: {
        PATH: `${folder}/bin:${process.env["PATH"]}`,
        LOG: log,
        DATA: path.join(folder, "data"),
        HOSTNAME: pod,
        MONGO_INITDB_ROOT_USERNAME: "root",
        MONGO_INITDB_ROOT_PASSWORD: "secret",
        CLUSTER_KEY: "key",
        PODS: Array.from({ length: pods }, (_, index) => `orders-${index}`).join(" "),
        FORMED: formed,
      },
    });
    let stdout = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    const [status] = await once(child, "exit");
    process.kill(-Number(child.pid), "SIGKILL");
    await once(child, "close");
    assert.equal(status, 0);
    const [command = "", user = "", ...data] = stdout.trim().split("\n");
    return { command, user, data, members: fs.readFileSync(log, "utf8").split("\n")[0] };
  }

  const keyFile = () => path.join(folder, "tmp/replica-set.key");

  it("makes the administrator's account on the first one's new volume, and marks that until it serves", async () => {
    const { command, user, data } = await start("orders-0");
    assert.equal(
      command,
      `mongod --bind_ip_all --replSet rs --keyFile ${keyFile()} --ipv6 --oplogSize 51`,
    );
    assert.deepEqual([user, data], ["root", [".unfilled"]]);
  });

  it("has the set founded of, or joined by, the pods that have a name", async () => {
    assert.equal(
      (await start("orders-0", { pods: 3 })).members,
      "orders-0.orders-headless:27017 of orders-0.orders-headless:27017 " +
        "orders-1.orders-headless:27017 orders-2.orders-headless:27017",
    );
  });

  it("has that done by the administrator as the Secret has him by now", async () => {
    await start("orders-0");
    assert.equal(fs.readFileSync(path.join(folder, "log.password"), "utf8"), "rotated since\n");
  });

  it("leaves the others' volumes to be filled by the first, and marks none", async () => {
    for (const pod of ["orders-1", "orders-2"]) {
      const { user, data } = await start(pod, { pods: 3 });
      assert.deepEqual([user, data], ["nobody", []], pod);
    }
  });

  it("has the first one filled by the others, where these have a set already", async () => {
    const { user, data } = await start("orders-0", { pods: 3, formed: "orders-2" });
    assert.deepEqual([user, data], ["nobody", []]);
  });

  it("keeps the members' key from everybody else, and makes the same for all", async () => {
    const keys: string[] = [];
    for (const pod of ["orders-0", "orders-1"]) {
      await start(pod, { pods: 2 });
      assert.equal(fs.statSync(keyFile()).mode & 0o777, 0o600);
      keys.push(fs.readFileSync(keyFile(), "utf8").trim());
    }
    assert.match(keys[0] ?? "", /^[0-9a-f]{64}$/);
    assert.equal(keys[0], keys[1]);
  });

  it("listens on IPv4 alone where the kernel has nothing else", async () => {
    assert.doesNotMatch((await start("orders-0", { kernel: "none" })).command, /--ipv6/);
  });
});
