import assert from "node:assert/strict";
import { backupFindings, backupOf } from "../../scripts/status/backups";
import type { CronJob, Pod, Workload } from "../../scripts/status/objects";
import type { Reading } from "../../scripts/status/reading";

const now = Date.parse("2026-03-10T12:00:00Z");
const hoursAgo = (hours: number) => new Date(now - hours * 3_600_000).toISOString();

const labels = {
  "app.kubernetes.io/name": "orders-backup",
  "app.kubernetes.io/component": "backup",
};

interface Run {
  /** Hours since it began, and since it ended, with what; it runs where that is left out. */
  begun: number;
  ended?: number;
  type?: "Complete" | "Failed";
  verb?: string;
}

function job({ begun, ended, type = "Complete", verb = "backup" }: Run): Workload {
  const name = `orders-backup-${begun}`;
  const end = ended === undefined ? "" : hoursAgo(ended);
  const message = "Job has reached the specified backoff limit";
  const complete = { succeeded: 1, completionTime: end };
  return {
    kind: "Job",
    metadata: { name, labels, creationTimestamp: hoursAgo(begun) },
    spec: { template: { spec: { containers: [{ name: "backup", image: "db", args: [verb] }] } } },
    status: {
      ...(ended !== undefined && type === "Complete" ? complete : {}),
      conditions:
        ended === undefined ? [] : [{ type, status: "True", message, lastTransitionTime: end }],
    },
  };
}

interface Given {
  runs?: Run[];
  /** Hours since the CronJob was made. */
  made?: number;
  schedule?: string;
  suspend?: boolean;
  /** Hours since the last Job of the CronJob itself ended well. */
  successful?: number;
  words?: Reading["words"];
  pods?: Pod[];
}

function reading(given: Given): Reading {
  const { runs = [], made = 1000, schedule = "0 2 * * *", suspend, successful } = given;
  const cronJob: CronJob = {
    metadata: { name: "orders-backup", labels, creationTimestamp: hoursAgo(made) },
    spec: { schedule, ...(suspend === undefined ? {} : { suspend }) },
    status: successful === undefined ? {} : { lastSuccessfulTime: hoursAgo(successful) },
  };
  const nightly: CronJob = { metadata: { name: "nightly" }, spec: { schedule } };
  return {
    ...{ namespace: "shop", now, servers: [], replicaSets: [], claims: [], events: [] },
    ...{ policies: [], ingresses: [], ingressClasses: [], storageClasses: [], fillings: {} },
    ...{ controllerPods: [], pods: given.pods ?? [], words: given.words ?? {} },
    ...{ jobs: runs.map(job), cronJobs: [nightly, cronJob] },
  };
}

const codes = (given: Given) => backupFindings(reading(given), "prod").map(({ code }) => code);

describe("the backups that npm run status shows", () => {
  it("are of the stores that have a CronJob for them", () => {
    const found = reading({ runs: [{ begun: 3.1, ended: 3 }] });
    assert.deepEqual(backupOf("orders", found), {
      ...{ verified: hoursAgo(3), age: 3 * 3600, lastJob: "complete" },
    });
    assert.equal(backupOf("cart", found), null);
    assert.equal(backupOf("nightly", found), null);
  });

  it("are of the time when the last of them was read back, by hand or not", () => {
    const verified = (given: Given) => backupOf("orders", reading(given))?.verified;
    const two = [
      { begun: 30, ended: 29 },
      { begun: 6, ended: 5 },
    ];
    assert.equal(verified({ runs: two }), hoursAgo(5));
    assert.equal(verified({ runs: two, successful: 2 }), hoursAgo(2));
    assert.equal(verified({ successful: 29 }), hoursAgo(29));
    assert.equal(verified({}), null);
  });

  it("are neither restores nor lists, which the same CronJob's pods make", () => {
    const runs = [
      { begun: 6, ended: 5 },
      { begun: 2, ended: 1, verb: "restore" },
      { begun: 0.2, ended: 0.1, verb: "list", type: "Failed" as const },
    ];
    const { verified, lastJob } = backupOf("orders", reading({ runs })) ?? {};
    assert.deepEqual([verified, lastJob], [hoursAgo(5), "complete"]);
  });

  const cases: [what: string, given: Given, expected: string[]][] = [
    ["are well for a day", { runs: [{ begun: 24, ended: 23.9 }] }, []],
    ["are too old after that", { runs: [{ begun: 25, ended: 24.1 }] }, ["backup-old"]],
    [
      "are waited for while one is made",
      { runs: [{ begun: 25, ended: 24.1 }, { begun: 0.1 }] },
      [],
    ],
    ["are waited for on the first day", { made: 23 }, []],
    ["are missed after that", { made: 25 }, ["backup-old"]],
    ["are as old as a schedule has them", { successful: 60, schedule: "0 2 * * 1-5" }, []],
    [
      "have failed where the last one has",
      {
        runs: [
          { begun: 6, ended: 5 },
          { begun: 2, ended: 1, type: "Failed" },
        ],
      },
      ["backup-failed"],
    ],
    [
      "have failed also where days are left out",
      { runs: [{ begun: 2, ended: 1, type: "Failed" }], schedule: "@weekly" },
      ["backup-failed"],
    ],
    [
      "are well again after a later one",
      {
        runs: [
          { begun: 6, ended: 5, type: "Failed" },
          { begun: 2, ended: 1 },
        ],
      },
      [],
    ],
  ];
  for (const [what, given, expected] of cases) {
    it(what, () => assert.deepEqual(codes(given), expected));
  }

  it("say how old they are, and what makes one", () => {
    const [old] = backupFindings(reading({ runs: [{ begun: 80, ended: 79 }] }), "prod");
    assert.equal(old?.sentence, "orders has no backup that is younger than 3 days");
    assert.match(old.mend, /^npm run backup -- prod orders /);
    const [never] = backupFindings(reading({ made: 80, suspend: true }), "prod");
    assert.equal(never?.sentence, "orders has no backup, 3 days after it was to have them");
    assert.match(never.mend, /^The CronJob is suspended, .* pulumi up --refresh -s prod$/);
  });

  it("say what the Job said that has failed, and what there is from before", () => {
    const [pod, owner] = ["orders-backup-2-x", "orders-backup-2"];
    const [finding] = backupFindings(
      reading({
        runs: [
          { begun: 6, ended: 5 },
          { begun: 2, ended: 1, type: "Failed" },
        ],
        pods: [
          {
            metadata: { name: pod, ownerReferences: [{ kind: "Job", name: owner }] },
            spec: { containers: [] },
            status: { phase: "Failed" },
          },
        ],
        words: { [pod]: { log: ["Fatal: wrong password"], previousLog: [], answers: {} } },
      }),
      "prod",
    );
    assert.equal(
      finding?.sentence,
      `orders could not be backed up 60 min ago: the last one is of ${hoursAgo(5)}`,
    );
    assert.deepEqual(finding.evidence, [
      "Job orders-backup-2: Job has reached the specified backoff limit",
      "log: Fatal: wrong password",
    ]);
  });
});
