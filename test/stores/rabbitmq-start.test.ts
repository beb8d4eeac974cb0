import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { script } from "../../components/stores/script";

const domain = "broker-headless.shop.svc.cluster.local";
const programs = {
  // Every pod has an address; what "$FORMED" names is a broker of a cluster.
  hostname: `echo "$HOSTNAME.${domain}"`,
  getent: `echo "$2" >>"$LOG.hosts"; case " $PODS " in *" \${2%%.*} "*) ;; *) exit 2 ;; esac`,
  rabbitmqctl: `echo "$@" >>"$LOG"
case "$*" in *await_startup) case "$3" in "rabbit@$FORMED."*) ;; *) exit 69 ;; esac ;; *) exit "$REFUSES" ;; esac`,
  "docker-entrypoint.sh": "exit 0",
};

describe("rabbitmq-start.sh", () => {
  let folder: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "slipway-test-"));
    for (const part of ["bin", "data", "tmp"]) fs.mkdirSync(path.join(folder, part));
    for (const [name, text] of Object.entries(programs)) {
      fs.writeFileSync(path.join(folder, "bin", name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
    }
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  /** Starts a broker. @returns what it asked of the others, and how it is to find them. */
  function start(pod: string, { formed = "none", refuses = 0, pods = 3, filled = false }) {
    const [shell = "", options = "", text = "", ...args] = script("rabbitmq-start.sh");
    const host = `${pod}.${domain}`;
    if (filled)
      fs.mkdirSync(path.join(folder, "data/mnesia", `rabbit@${host}`), { recursive: true });
    const moved = text
      .replaceAll("/tmp/", `${folder}/tmp/`)
      .replaceAll("/var/lib/rabbitmq", `${folder}/data`);
    const { status, stderr } = spawnSync(shell, [options, moved, ...args], {
      encoding: "utf8",
      timeout: 10_000,
      env: {
        PATH: `${folder}/bin:${process.env["PATH"]}`,
        LOG: path.join(folder, "log"),
        HOSTNAME: pod,
        ERLANG_COOKIE: "cookie",
        FORMED: formed,
        PODS: Array.from({ length: pods }, (_, index) => `broker-${index}`).join(" "),
        REFUSES: String(refuses),
      },
    });
    assert.equal(status, 0, stderr);
    const log = path.join(folder, "log");
    const config = fs.readFileSync(path.join(folder, "tmp/rabbitmq.conf"), "utf8").split("\n");
    return {
      asked: fs.existsSync(log) ? fs.readFileSync(log, "utf8").trim().split("\n") : [],
      formation: config.filter((line) => line.startsWith("cluster_formation.")),
    };
  }

  const node = (ordinal: number) => `rabbit@broker-${ordinal}.${domain}`;
  const byOrdinal = ["cluster_formation.peer_discovery_backend = k8s"];

  it("begins a cluster, or waits for the first broker, where there is none", () => {
    for (const pod of ["broker-0", "broker-2"]) {
      assert.deepEqual(start(pod, {}).formation, byOrdinal);
    }
  });

  it("asks nobody where it is alone, or has its volume", () => {
    assert.deepEqual(start("broker-0", { pods: 1 }).asked, []);
    assert.deepEqual(start("broker-0", { formed: "broker-1", filled: true }).asked, []);
  });

  for (const refuses of [0, 70]) {
    it(`joins the others' cluster on a volume that is new, ${refuses ? "also as a new one" : "and is forgotten first"}`, () => {
      const { asked, formation } = start("broker-0", { formed: "broker-2", refuses });
      const to = (ordinal: number) => `--longnames --node ${node(ordinal)}`;
      assert.deepEqual(asked, [
        `${to(1)} --timeout 10 await_startup`,
        `${to(2)} --timeout 10 await_startup`,
        `${to(2)} forget_cluster_node ${node(0)}`,
      ]);
      assert.deepEqual(formation, [
        "cluster_formation.peer_discovery_backend = classic_config",
        `cluster_formation.classic_config.nodes.1 = ${node(2)}`,
      ]);
    });
  }
});
