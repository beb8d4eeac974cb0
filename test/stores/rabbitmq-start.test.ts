import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { script } from "../../components/stores/script";
import { podFolder } from "./pod-folder";

const domain = "broker-headless.shop.svc.cluster.local";
const programs = {
  // Every pod has an address; what "$FORMED" names is a broker of a cluster.
  hostname: `echo "$HOSTNAME.${domain}"`,
  getent: `if [ "$1" = ahosts ]; then printf "$ADDRESSES"; exit; fi; case " $PODS " in *" \${2%%.*} "*) ;; *) exit 2 ;; esac`,
  rabbitmqctl: `echo "$@" >>"$LOG"
case "$*" in *await_startup) case "$3" in "rabbit@$FORMED."*) ;; *) exit 69 ;; esac ;; *) exit "$REFUSES" ;; esac`,
  "docker-entrypoint.sh": `echo "$RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"`,
};

describe("rabbitmq-start.sh", () => {
  let folder: string;
  beforeEach(() => {
    folder = podFolder(programs);
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  /** Starts a broker. @returns what it asked of the others, and how it is to find them. */
  function start(
    pod: string,
    { formed = "none", refuses = 0, pods = 3, filled = false, addresses = "10.1.2.3 STREAM\\n" },
  ) {
    const [shell = "", options = "", text = "", ...args] = script("rabbitmq-start.sh");
    const host = `${pod}.${domain}`;
    if (filled)
      fs.mkdirSync(path.join(folder, "data/mnesia", `rabbit@${host}`), { recursive: true });
    const moved = text
      .replaceAll("/tmp/", `${folder}/tmp/`)
      .replaceAll("/var/lib/rabbitmq", `${folder}/data`);
    const { status, stdout, stderr } = spawnSync(shell, [options, moved, ...args], {
      encoding: "utf8",
      timeout: 10_000,
      env: {
        PATH: `${folder}/bin:${process.env["PATH"]}`,
        LOG: path.join(folder, "log"),
        HOSTNAME: pod,
        CLUSTER_KEY: "secret",
        RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: "-rabbit key value",
        ADDRESSES: addresses,
        FORMED: formed,
        PODS: Array.from({ length: pods }, (_, index) => `broker-${index}`).join(" "),
        REFUSES: String(refuses),
      },
    });
    assert.equal(status, 0, stderr);
    const log = path.join(folder, "log");
    const config = fs.readFileSync(path.join(folder, "tmp/rabbitmq.conf"), "utf8").split("\n");
    return {
      flags: stdout.trim(),
      config,
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

  it("leaves Erlang its own choice where the pod has an address of IPv4", () => {
    for (const addresses of ["10.1.2.3 STREAM\\n", "fd00::7 STREAM\\n10.1.2.3 STREAM\\n"]) {
      const { flags, config } = start("broker-0", { addresses });
      assert.equal(flags, "-rabbit key value");
      assert.ok(!config.includes("management.tcp.ip = ::"));
      assert.ok(!fs.existsSync(path.join(folder, "tmp/rabbitmq-env.conf")));
    }
  });

  it("has Erlang, its tools and the management listen and ask in IPv6 where there is nothing else", () => {
    const { flags, config } = start("broker-0", { addresses: "fd00::7 STREAM\\nfd00::7 DGRAM\\n" });
    const family = `-proto_dist inet6_tcp -kernel inetrc '${folder}/tmp/erl_inetrc'`;
    assert.equal(flags, `-rabbit key value ${family}`);
    assert.ok(config.includes("management.tcp.ip = ::"));
    const read = (name: string) => fs.readFileSync(path.join(folder, "tmp", name), "utf8");
    assert.equal(read("rabbitmq-env.conf"), `CTL_ERL_ARGS="${family}"\n`);
    assert.equal(read("erl_inetrc"), "{inet6, true}.\n");
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
