import { script as scriptOf } from "../components/stores/script";
import assert from "node:assert/strict";
import { Quantity } from "../components/kubernetes/quantity";
import { RabbitMq } from "../components/rabbitmq";
import { Service } from "../components/service";
import {
  anyImage,
  type Deployed,
  deployApp,
  deployDev,
  deployStack,
  passwordNamed,
} from "./deploy";

describe("RabbitMq", () => {
  let shop: Deployed;
  before(async () => {
    shop = await deployApp((app) => {
      const broker = new RabbitMq("broker", { app, storage: "3Gi" });
      new Service("back-end", { app, image: anyImage, port: 8000, uses: [broker] });
      new Service("front", { app, image: anyImage, port: 8080, uses: [broker.as("NEWS")] });
    });
  });

  const server = () => {
    const { spec } = shop.one("kubernetes:apps/v1:StatefulSet", "broker").inputs;
    const [container] = spec.template.spec.containers;
    assert.ok(container !== undefined);
    return { spec, container };
  };
  const secret = (name: string) => shop.one("kubernetes:core/v1:Secret", name).inputs.stringData;

  it("gives each service an account of its own as one URL, through its Secret alone", () => {
    const users = [
      ["back-end", "AMQP_BROKER_URL"],
      ["front", "NEWS_AMQP_BROKER_URL"],
    ].map(([service = "", variable = ""]) => {
      const { ACCOUNT = "" } = shop.told(`${service}-broker-account`);
      const { broker: PASSWORD } = secret(`${service}-accounts`);
      assert.match(ACCOUNT, new RegExp(`^${service}-[0-9a-f]{8}$`));
      assert.equal(PASSWORD, passwordNamed(`${service}-broker-password`));
      const url = `amqp://${ACCOUNT}:${PASSWORD}@broker:5672/%2F`;
      assert.deepEqual(secret(`${service}-env`), { [variable]: url });
      const { inputs } = shop.one("kubernetes:apps/v1:Deployment", service);
      const names = inputs.spec.template.spec.containers[0]?.env.map(({ name }) => name);
      assert.deepEqual(names, ["LISTEN_URL"]);
      return ACCOUNT;
    });
    assert.equal(new Set(users).size, 2);
  });

  it("keeps all passwords in the data of Secrets, marked, and the administrator's from services", () => {
    const passwords = ["broker-admin", "back-end-broker-password", "front-broker-password"];
    const places = shop.resources.flatMap(({ type, name, leaves }) =>
      leaves.flatMap(({ path, value, secret }) =>
        passwords
          .filter((password) => value.includes(passwordNamed(password)))
          .map((password) => `${password}: ${type} ${name} ${path} ${secret}`),
      ),
    );
    const inSecret = "kubernetes:core/v1:Secret";
    assert.deepEqual(places.sort(), [
      `back-end-broker-password: ${inSecret} back-end-accounts stringData.broker true`,
      `back-end-broker-password: ${inSecret} back-end-env stringData.AMQP_BROKER_URL true`,
      `broker-admin: ${inSecret} broker-server stringData.RABBITMQ_DEFAULT_PASS true`,
      `front-broker-password: ${inSecret} front-accounts stringData.broker true`,
      `front-broker-password: ${inSecret} front-env stringData.NEWS_AMQP_BROKER_URL true`,
    ]);
  });

  it("limits an account to what is called like its service", () => {
    assert.equal(shop.told("back-end-broker-account")["SCOPE"], "back-end");
    assert.equal(shop.told("front-broker-account")["SCOPE"], "front");
  });

  it("has its accounts made and swept by its script, at the port of its management", () => {
    const jobs = shop.all("kubernetes:batch/v1:Job").map(({ name, inputs }) => {
      const [container] = inputs.spec.template.spec.containers;
      const { HOST, PORT } = shop.told(name);
      assert.deepEqual([HOST, PORT], ["broker", "15672"]);
      assert.equal(container?.image, server().container.image);
      assert.equal(container.command[0], "bash");
      return [name, ...container.command.slice(-2)];
    });
    assert.deepEqual(jobs.sort(), [
      ["back-end-broker-account", "rabbitmq-accounts.bash", "provision"],
      ["broker-accounts-sweep", "rabbitmq-accounts.bash", "sweep"],
      ["front-broker-account", "rabbitmq-accounts.bash", "provision"],
    ]);
  });

  it("has the administrator that its script signs in as", () => {
    const { container } = server();
    const env = Object.fromEntries(container.env.map(({ name, value }) => [name, value]));
    const script = shop.one("kubernetes:batch/v1:Job", "broker-accounts-sweep").inputs.spec.template
      .spec.containers[0]?.command[2];
    assert.equal(env["RABBITMQ_DEFAULT_USER"], "admin");
    assert.match(script ?? "", /'admin:%s' "\$1"/);
  });

  it("has services wait for their accounts, and the accounts for the broker", () => {
    for (const service of ["back-end", "front"]) {
      const job = shop.one("kubernetes:batch/v1:Job", `${service}-broker-account`);
      const { dependencies } = shop.one("kubernetes:apps/v1:Deployment", service);
      assert.ok(dependencies.includes(job.urn));
      for (const kind of ["apps/v1:StatefulSet", "core/v1:Service"] as const) {
        assert.ok(job.dependencies.includes(shop.one(`kubernetes:${kind}`, "broker").urn), kind);
      }
    }
  });

  it("lets services in at the clients' port, and nobody but its jobs at the management's", () => {
    const open = shop
      .all("kubernetes:networking.k8s.io/v1:NetworkPolicy")
      .flatMap(({ inputs: { spec } }) =>
        (spec.ingress ?? []).flatMap(({ from, ports }) =>
          from.map(({ podSelector }) => [
            podSelector.matchLabels["app.kubernetes.io/name"],
            ...ports.map(({ port }) => port),
          ]),
        ),
      );
    assert.deepEqual(open.sort(), [
      ["back-end", 5672],
      ["broker-accounts", 15672],
      ["front", 5672],
    ]);
  });

  it("keeps its messages, and the cookie that its processes know each other by, on its volume", () => {
    const { spec, container } = server();
    assert.equal(spec.volumeClaimTemplates[0]?.spec.resources.requests["storage"], "3Gi");
    const [data] = container.volumeMounts.filter(({ name }) => name === "data");
    assert.equal(data?.mountPath, "/var/lib/rabbitmq");
    const home = container.env.find(({ name }) => name === "HOME")?.value;
    assert.equal(home, data.mountPath);
    // What walks a volume on every mount lets the group read the cookie, and Erlang refuses it then.
    const { fsGroupChangePolicy } = spec.template.spec.securityContext;
    assert.equal(fsGroupChangePolicy, "OnRootMismatch");
  });

  it("is asked whether it serves, and whether it sees most of the brokers", () => {
    const { container } = server();
    assert.deepEqual(container.ports, [
      { name: "amqp", containerPort: 5672 },
      { name: "management", containerPort: 15672 },
      { name: "epmd", containerPort: 4369 },
      { name: "cluster", containerPort: 25672 },
    ]);
    const { command } = container.readinessProbe.exec;
    const file = "/run/slipway/password";
    assert.deepEqual(command, scriptOf("rabbitmq-ready.bash", "5672", "15672", file));
    const mounts = container.volumeMounts.map(({ mountPath }) => mountPath);
    assert.ok(mounts.includes("/run/slipway"));
  });

  it("lives while its peers can reach it, also where it serves nobody for the lack of a majority", () => {
    const { container } = server();
    for (const probe of ["startupProbe", "livenessProbe"] as const) {
      assert.deepEqual(container[probe].tcpSocket, { port: "cluster" });
    }
  });

  const erlangFlags = (container: ReturnType<typeof server>["container"]) =>
    container.env.find(({ name }) => name === "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS")?.value ?? "";

  it("leaves the processor to others while it idles", () => {
    for (const flag of ["+sbwt none", "+sbwtdcpu none", "+sbwtdio none", "+S 2:2"]) {
      const flags = erlangFlags(server().container);
      assert.ok(` ${flags} `.includes(` ${flag} `), `${flag} in ${flags}`);
    }
  });

  it("holds publishers back before its memory limit, whatever that is, has it killed", async () => {
    const settled = (settings: object) =>
      deployApp((app) => void new RabbitMq("amqp-broker", { app }), {
        stores: { "amqp-broker": settings },
      });
    for (const [stack, expected] of [
      [await deployDev(), 402_653_184],
      [await deployStack("prod"), 1_288_490_188],
      [await settled({ memory: "256Mi", memoryLimit: "512Mi" }), 322_122_547],
      [await settled({ memory: "1Gi" }), 644_245_094],
    ] as const) {
      const { spec } = stack.one("kubernetes:apps/v1:StatefulSet", "amqp-broker").inputs;
      const [container] = spec.template.spec.containers;
      assert.ok(container !== undefined);
      const bytes = (flag: RegExp) => Number(flag.exec(erlangFlags(container))?.[1]);
      const watermark = bytes(/-rabbit vm_memory_high_watermark \{absolute,(\d+)\}( |$)/);
      assert.equal(watermark, expected);
      const log = bytes(/-ra wal_max_size_bytes (\d+)( |$)/);
      const limit = Quantity.parse(container.resources.limits["memory"] ?? "").toNumber();
      // One log of quorum queues is written while the one before is still being put away.
      assert.ok(watermark + 2 * log <= limit, `${watermark} + 2 * ${log} of ${limit} bytes`);
    }
  });

  it("starts through the image's own script, with the files that its environment names", () => {
    const script = server().container.command.join(" ");
    assert.match(script, /\nexec docker-entrypoint\.sh rabbitmq-server\n/);
    for (const variable of ["RABBITMQ_CONFIG_FILE", "RABBITMQ_ENABLED_PLUGINS_FILE"]) {
      const file = server().container.env.find(({ name }) => name === variable)?.value;
      assert.ok(file !== undefined && script.includes(`>${file}`), variable);
    }
  });

  describe("of three", () => {
    let three: Deployed;
    before(async () => {
      three = await deployApp((app) => void new RabbitMq("broker", { app, replicas: 3 }));
    });
    const spec = () => three.one("kubernetes:apps/v1:StatefulSet", "broker").inputs.spec;

    it("is called the same, and configured the same, as one alone, so that it can grow", () => {
      const [one, many] = [server().spec, spec()].map(({ template }) => ({
        ...template.spec,
        containers: template.spec.containers,
      }));
      assert.deepEqual(many, one);
      assert.deepEqual([server().spec.replicas, spec().replicas], [1, 3]);
    });

    it("forms itself by the pods' ordinals, on queues that outlive any one of them", () => {
      const [container] = spec().template.spec.containers;
      const script = container?.command[2] ?? "";
      for (const line of [
        "formation='cluster_formation.peer_discovery_backend = k8s'",
        "default_queue_type = quorum",
        "quorum_queue.continuous_membership_reconciliation.enabled = true",
      ]) {
        assert.ok(script.split("\n").includes(line), line);
      }
      assert.match(script, /\[.*\brabbitmq_peer_discovery_k8s\b.*\]/);
      const env = Object.fromEntries(container?.env.map(({ name, value }) => [name, value]) ?? []);
      assert.equal(env["RABBITMQ_USE_LONGNAME"], "true");
      // Nobody is ready before the others can be asked, and all may start from nothing at once.
      const headless = three.one("kubernetes:core/v1:Service", "broker-headless").inputs.spec;
      assert.equal(headless.publishNotReadyAddresses, true);
      assert.equal(spec().serviceName, "broker-headless");
      assert.equal(spec().podManagementPolicy, "Parallel");
    });

    it("has one cookie, from a Secret, in a file that its owner alone may read", () => {
      const { stringData } = three.one("kubernetes:core/v1:Secret", "broker-server").inputs;
      // No password is told by it, nor the other way round: it outlives them.
      const key = passwordNamed("broker-admin", 64).slice(32);
      assert.equal(stringData["CLUSTER_KEY"], key);
      const script = spec().template.spec.containers[0]?.command[2] ?? "";
      assert.match(script, /\numask 077\n[^]*"\$CLUSTER_KEY" \|.* >(\S+)\nchmod 400 \1\n/);
    });

    it("lets the brokers alone reach each other's own ports", () => {
      const policy = (name: string) =>
        three.one("kubernetes:networking.k8s.io/v1:NetworkPolicy", name).inputs.spec;
      const podSelector = { matchLabels: spec().selector.matchLabels };
      const rules = [4369, 25672].map((port) => [[{ podSelector }], [{ protocol: "TCP", port }]]);
      assert.deepEqual(
        policy("broker").egress.map(({ to, ports }) => [to, ports]),
        rules,
      );
      assert.deepEqual(policy("broker").podSelector, podSelector);
      const inside = policy("broker").ingress.map(({ from, ports }) => [from, ports]);
      assert.deepEqual(
        inside.filter(([from]) => JSON.stringify(from).includes(`"broker"`)),
        rules,
      );
      const ports = three.one("kubernetes:core/v1:Service", "broker").inputs.spec.ports;
      assert.deepEqual(
        ports.map(({ port }) => port),
        [5672, 15672],
      );
    });

    it("loses one at a time, and only when the queues can do without it", () => {
      const [budget] = three.all("kubernetes:policy/v1:PodDisruptionBudget");
      assert.equal(budget?.inputs.spec.maxUnavailable, 1);
      assert.deepEqual(budget.inputs.spec.selector, { matchLabels: spec().selector.matchLabels });
      const preStop = spec().template.spec.containers[0]?.lifecycle.preStop.exec.command[2] ?? "";
      const seconds = /await_online_quorum_plus_one --timeout (\d+)\n/.exec(preStop)?.[1];
      // What is left is for the broker to stop in.
      assert.ok(Number(seconds) + 20 <= spec().template.spec.terminationGracePeriodSeconds);
    });
  });
});
