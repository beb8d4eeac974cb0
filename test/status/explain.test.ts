import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import type { Code } from "../../scripts/status/finding";
import { explain, type Program } from "../../scripts/status/explain";
import type { Reading } from "../../scripts/status/reading";

/** What was read of the dev stack in the sandbox while it had one fault, without what no cause is found in. */
function captured(name: string): Reading {
  const file = path.join(__dirname, "readings", `${name}.json`);
  return JSON.parse(fs.readFileSync(file, "utf8")) as Reading;
}

/** A part of the stack with what it uses. */
type Wired = [name: string, kind: string, port: number, uses?: string[]];

function program(...wired: Wired[]): Program {
  return {
    namespace: "slipway",
    parts: wired.map(([name, kind, port]) => ({
      ...{ name, kind, port, isService: kind === "Service", pods: "1" },
    })),
    uses: wired.flatMap(([from, , , uses = []]) => uses.map((to) => ({ from, to }))),
    entries: [],
    controller: { namespace: "ingress-nginx" },
  };
}

const bookings: Wired[] = [
  ["bookings-db", "MongoDb", 27017],
  ["bookingservice", "Service", 8181, ["bookings-db"]],
];

const brokered: Wired[] = [
  ["amqp-broker", "RabbitMq", 5672],
  ["bookingservice", "Service", 8181, ["amqp-broker"]],
];

interface Case {
  reading: string;
  wired: Wired[];
  part: string;
  code: Code;
  sentence: RegExp;
  /** What one line of the evidence is to say. */
  evidence: RegExp;
}

const cases: Case[] = [
  {
    reading: "image-missing",
    wired: [["frontend", "Service", 8080]],
    part: "frontend",
    code: "image-missing",
    sentence:
      /^frontend is not ready, because it cannot pull \S+:nope: the registry has no such image$/,
    evidence: /failed to resolve reference .*: not found/,
  },
  {
    reading: "pull-refused",
    wired: [["frontend", "Service", 8080]],
    part: "frontend",
    code: "pull-refused",
    sentence: /^frontend is not ready, because it cannot pull \S+: the registry refuses the pull/,
    evidence: /401 Unauthorized/,
  },
  {
    reading: "crash",
    wired: [["bookingservice", "Service", 8181]],
    part: "bookingservice",
    code: "crash",
    sentence:
      /^bookingservice is not ready, because it ends by itself with exit code 3, the last time/,
    evidence: /^log: cannot start: no configuration$/,
  },
  {
    reading: "readiness",
    wired: [["eventservice", "Service", 8181]],
    part: "eventservice",
    code: "readiness",
    sentence: /^eventservice is not ready, because it does not say that it is ready, \d+ min after/,
    evidence: /^404 at \/nowhere: .*there is nothing at this path/,
  },
  {
    reading: "memory",
    wired: brokered,
    part: "amqp-broker",
    code: "memory",
    sentence:
      /^bookingservice is not ready, because amqp-broker was killed for memory \(limit 64Mi\) \d+ s ago$/,
    evidence: /^restarted \d+ times?$/,
  },
  {
    reading: "quota",
    wired: [["user", "Service", 10086]],
    part: "user",
    code: "quota",
    sentence:
      /^user is not ready, .* the quota slipway-quota-\w+ is used up \(requested: requests.cpu=1900m/,
    evidence: /is forbidden: exceeded quota/,
  },
  {
    reading: "wrong-password",
    wired: [
      ["redis-for-user", "Redis", 6379],
      ["mysql-for-user", "MySql", 3306],
      ["user", "Service", 10086, ["redis-for-user", "mysql-for-user"]],
    ],
    part: "user",
    code: "wrong-password",
    sentence: /^user is not ready, because it is refused its login by mysql-for-user$/,
    evidence: /^its own word on mysql: .*Access denied for user/,
  },
  {
    reading: "edge-denied",
    wired: bookings,
    part: "bookingservice",
    code: "edge-denied",
    sentence:
      /^bookingservice is not ready, because it may not connect to bookings-db:27017: no NetworkPolicy lets it out$/,
    evidence: /bookingservice-egress-\w+$/,
  },
  {
    reading: "claim-unbound",
    wired: [["redis-for-user", "Redis", 6379]],
    part: "redis-for-user",
    code: "claim-unbound",
    sentence: /claim data-redis-for-user-0: there is no StorageClass fast-ssd$/,
    evidence: /"fast-ssd" not found/,
  },
  {
    reading: "no-room",
    wired: [["frontend", "Service", 8080]],
    part: "frontend",
    code: "no-room",
    sentence:
      /^frontend is not ready, because it finds no node for a pod that requests 5m CPU and 16Mi: 0\/1 nodes are available: 1 Insufficient memory$/,
    evidence: /^pod frontend-/,
  },
  {
    reading: "store-gone",
    wired: [
      ["redis-for-user", "Redis", 6379],
      ["user", "Service", 10086, ["redis-for-user"]],
    ],
    part: "redis-for-user",
    code: "scaled-to-zero",
    sentence: /^user is not ready, because redis-for-user has no pods: it is scaled to 0$/,
    evidence: /^StatefulSet redis-for-user has replicas: 0$/,
  },
  {
    reading: "volume-full",
    wired: [["filler", "Service", 8080]],
    part: "filler",
    code: "volume-full",
    sentence: /^filler is not ready, because it has no room left on its volume$/,
    evidence: /No space left on device/,
  },
  {
    reading: "ingress",
    wired: [],
    part: "gateway",
    code: "no-ingress-controller",
    sentence: /^gateway is not ready, .* controller: its class is nowhere, and there is traefik$/,
    evidence: /^ingress gateway-\w+$/,
  },
];

/** What is wrong besides: the other parts that the program has and the reading leaves out. */
function ofPart(part: string, wired: Wired[], reading: Reading) {
  return explain(program(...wired), reading).filter((finding) => finding.part === part);
}

describe("what is not ready is explained", () => {
  for (const { reading, wired, part, code, sentence, evidence } of cases) {
    it(`${reading}: by one cause, with what shows it and what mends it`, () => {
      const findings = ofPart(part, wired, captured(reading));
      assert.deepEqual(
        findings.map((finding) => finding.code),
        [code],
      );
      const [finding] = findings;
      assert.match(finding?.sentence ?? "", sentence);
      assert.ok(
        finding?.evidence.some((line) => evidence.test(line)),
        `${finding?.evidence.join("\n")} says nothing of ${evidence}`,
      );
      assert.notEqual(finding?.mend, "");
    });
  }

  it("names those that the cause holds up with the part that has it", () => {
    const [finding] = ofPart("amqp-broker", brokered, captured("memory"));
    assert.deepEqual([...(finding?.holds ?? [])].sort(), ["amqp-broker", "bookingservice"]);
  });

  it("leaves a crash to who crashed, whatever else is broken, if it says nothing of it", () => {
    const memory = captured("memory");
    const crash = captured("crash");
    const both = (said: string): Reading => {
      const pods = [
        ...memory.pods.filter(({ metadata }) => metadata.name.startsWith("amqp-broker")),
        ...crash.pods,
      ];
      const servers = [
        ...memory.servers.filter(({ metadata }) => metadata.name === "amqp-broker"),
        ...crash.servers,
      ];
      const words = Object.fromEntries(
        pods.map(({ metadata }) => [metadata.name, { log: [], previousLog: [said], answers: {} }]),
      );
      return { ...memory, pods, servers, words, replicaSets: crash.replicaSets };
    };
    const held = (said: string) =>
      explain(program(...brokered), both(said)).map(({ part, holds }) => [part, ...holds]);
    assert.deepEqual(held("no configuration"), [
      ["amqp-broker", "amqp-broker"],
      ["bookingservice", "bookingservice"],
    ]);
    assert.deepEqual(held("connect ECONNREFUSED 10.0.0.1:5672"), [
      ["amqp-broker", "amqp-broker", "bookingservice"],
    ]);
  });

  it("tells a store of a full volume also while it serves", () => {
    const claim = { persistentVolumeClaim: { claimName: "data-store-0" } };
    const labels = { app: "store", "controller-revision-hash": "1" };
    const spec = { containers: [] };
    const reading: Reading = {
      ...captured("ingress"),
      ingresses: [],
      pods: [
        {
          metadata: { name: "store-0", labels },
          spec: { ...spec, volumes: [{ name: "data", ...claim }] },
          status: { phase: "Running" },
        },
      ],
      servers: [
        {
          kind: "StatefulSet",
          metadata: { name: "store", generation: 1 },
          spec: { replicas: 1, selector: { matchLabels: { app: "store" } }, template: { spec } },
          status: {
            observedGeneration: 1,
            readyReplicas: 1,
            updatedReplicas: 1,
            updateRevision: "1",
          },
        },
      ],
      fillings: { "data-store-0": { size: 2 ** 30, available: 2 ** 20 } },
    };
    const told = (available: number) =>
      explain(program(), {
        ...reading,
        fillings: { "data-store-0": { size: 2 ** 30, available } },
      }).map(({ sentence }) => sentence);
    assert.deepEqual(told(2 ** 20), ["store has no room left on its volume data-store-0"]);
    assert.deepEqual(told(2 ** 25), []);
  });

  it("has a full volume also keep those who use the store from getting ready", () => {
    const reading = captured("wrong-password");
    const name = reading.pods.find(({ status }) => !status.containerStatuses?.[0]?.ready)?.metadata
      .name;
    const store = {
      kind: "StatefulSet",
      metadata: { name: "mysql-for-user", generation: 1 },
      spec: {
        replicas: 1,
        selector: { matchLabels: { app: "db" } },
        template: { spec: { containers: [] } },
      },
      status: { observedGeneration: 1, readyReplicas: 1, updatedReplicas: 1, updateRevision: "1" },
    };
    const volumes = [{ name: "data", persistentVolumeClaim: { claimName: "data-db-0" } }];
    const pod = {
      metadata: { name: "db-0", labels: { app: "db", "controller-revision-hash": "1" } },
      spec: { containers: [], volumes },
      status: { phase: "Running" },
    };
    const [finding] = explain(program(["user", "Service", 10086, ["mysql-for-user"]]), {
      ...reading,
      servers: [...reading.servers, store],
      pods: [...reading.pods, pod],
      words: { [name ?? ""]: { log: ["dependency out of reach"], previousLog: [], answers: {} } },
      fillings: { "data-db-0": { size: 2 ** 30, available: 0 } },
    });
    assert.equal(
      finding?.sentence,
      "user is not ready, because mysql-for-user has no room left on its volume data-db-0",
    );
  });

  it("forgets the old version's trouble as soon as the newest has pods", () => {
    const reading = captured("image-missing");
    const [server] = reading.servers;
    const [set] = reading.replicaSets;
    const broken = reading.pods.find(({ status }) => !status.containerStatuses?.[0]?.ready);
    assert.ok(server !== undefined && set !== undefined && broken !== undefined);
    const revision = { "deployment.kubernetes.io/revision": "99" };
    const mended = { ...set, metadata: { ...set.metadata, name: "mended", annotations: revision } };
    const [status] = broken.status.containerStatuses ?? [];
    assert.ok(status !== undefined);
    const state = { running: { startedAt: new Date(reading.now - 3_000).toISOString() } };
    const fresh = {
      ...broken,
      metadata: {
        ...broken.metadata,
        name: "fresh",
        ownerReferences: [{ kind: "ReplicaSet", name: "mended" }],
      },
      status: { ...broken.status, containerStatuses: [{ ...status, state }] },
    };
    const told = (pods: Reading["pods"]) =>
      explain(program(["frontend", "Service", 8080]), {
        ...reading,
        replicaSets: [...reading.replicaSets, mended],
        pods,
      }).map(({ code }) => code);
    assert.deepEqual(told(reading.pods), ["image-missing"]);
    assert.deepEqual(told([...reading.pods, fresh]), ["starting"]);
  });

  it("tells who is not there yet of the account that a Job cannot make", () => {
    const owner = { kind: "Job", name: "user-db-account-1" };
    const job = {
      kind: "Job",
      metadata: { name: owner.name },
      spec: { template: { spec: { containers: [] } } },
    };
    const db = {
      kind: "StatefulSet",
      metadata: { name: "db", generation: 1 },
      spec: { replicas: 1, template: { spec: { containers: [] } } },
      status: { observedGeneration: 1, readyReplicas: 1, updatedReplicas: 1 },
    };
    const reading: Reading = {
      ...captured("ingress"),
      ingresses: [],
      servers: [db],
      jobs: [job],
      pods: [
        {
          metadata: { name: "job", ownerReferences: [owner] },
          spec: { containers: [] },
          status: { phase: "Running" },
        },
      ],
    };
    const wired: Wired[] = [
      ["db", "MySql", 3306],
      ["user", "Service", 80, ["db"]],
    ];
    const told = (words: Reading["words"]) =>
      explain(program(...wired), { ...reading, words }).map(
        ({ code, sentence }) => `${code} ${sentence}`,
      );
    const said = {
      log: ["ERROR 1045: Access denied for user 'root'"],
      previousLog: [],
      answers: {},
    };
    assert.deepEqual(told({ job: said }), [
      "wrong-password user is not ready, because it waits for its account at db: db refuses the administrator's password",
    ]);
    assert.deepEqual(told({}), [
      "starting user is not ready, because it waits for its account at db: the Job user-db-account-1 is at it",
    ]);
  });

  it("follows no circle of services for ever", () => {
    const wired: Wired[] = [
      ["one", "Service", 80, ["other"]],
      ["other", "Service", 80, ["one"]],
    ];
    const reading = { ...captured("ingress"), ingresses: [] };
    const told = explain(program(...wired), reading).map(({ sentence }) => sentence);
    assert.equal(told.length, 2);
    for (const sentence of told) assert.match(sentence, /is not ready, because \w+ is not there$/);
  });
});
