import * as assert from "node:assert/strict";
import { versions } from "../../components/images/versions";
import type { Check } from "../../scripts/doctor/check";
import { Failure } from "../../scripts/failure";
import { stackProgram } from "../../scripts/stack-program";
import type { Code } from "../../scripts/status/finding";
import type { Status } from "../../scripts/status/show";
import { watchedUpdate } from "../../scripts/status/watched-update";
import { privateRegistry } from "../sandbox/sandbox";
import { call } from "./api";
import { eventually, kubectl, pods } from "./cluster";
import { devStack } from "./dev";
import {
  named,
  patchContainer,
  replaceOne,
  replaceVariable,
  takeTheRoom,
  undo,
  withVolume,
} from "./faults";
import { npm } from "./npm";
import { record, timed } from "./stages";

/** Which part is to have the cause, what kind it is, and the sentence that tells it. */
type Expected = [part: string, code: Code, sentence: RegExp];

async function command<Answer>(name: string): Promise<{ answer: Answer; exit: number | null }> {
  const { status, stdout, stderr } = await npm(name, "--json");
  assert.equal(stderr, "");
  return { answer: JSON.parse(stdout) as Answer, exit: status };
}

/** Looks until everything that is expected is told, and nothing else; then until all is well again. */
async function explains(expected: Expected[], mend: () => Promise<void>): Promise<void> {
  const told = ({ findings }: Status) => findings.map(({ part, code }) => `${part} ${code}`).sort();
  const wanted = expected.map(([part, code]) => `${part} ${code}`).sort();
  let last: Status | undefined;
  try {
    await eventually(`told are ${wanted.join(", ")}`, 90, async () => {
      const { answer, exit } = await command<Status>("status");
      assert.equal(exit, answer.ready ? 0 : 1);
      last = answer;
      return told(answer).join() === wanted.join();
    }).catch((error: unknown) => {
      throw new Error(`${(error as Error).message}; told are ${JSON.stringify(last?.findings)}`);
    });
    for (const [part, , sentence] of expected) {
      const finding = last?.findings.find((one) => one.part === part);
      assert.match(finding?.sentence ?? "", sentence);
      assert.notEqual(finding?.mend, "");
    }
  } finally {
    await mend();
  }
  await eventually("all is well again", 120, async () => {
    return (await command<Status>("status")).answer.ready;
  });
}

const data = "/data";
const create = (object: object) => kubectl(["apply", "--filename=-"], JSON.stringify(object));

describe("a stack that is not as it should be", () => {
  it("tells of pulls, a crash, memory and the quota", async () => {
    const nope = "localhost:5000/frontend:nope";
    await timed("five faults told and mended", async () => {
      await kubectl(["set", "image", "deployment/frontend", `service=${nope}`]);
      await kubectl(["set", "image", "deployment/hello", `service=${privateRegistry}/hello:1`]);
      const crash = ["sh", "-c", "echo no configuration >&2; exit 3"];
      await patchContainer("deployment/eventservice", { command: crash });
      await patchContainer("deployment/user", { "resources/requests/cpu": "1900m" });
      // It dies while it starts: nobody connects to it in between.
      const memory = "64Mi";
      await patchContainer("statefulset/amqp-broker", {
        "resources/limits/memory": memory,
        "resources/requests/memory": memory,
      });
      await eventually("the broker is killed", 60, async () => {
        return (await pods("amqp-broker")).some(({ restarts }) => restarts > 0);
      });
      await replaceOne("bookingservice");
      await explains(
        [
          [
            "frontend",
            "image-missing",
            /^frontend is not ready, because it cannot pull .*:nope: the/,
          ],
          [
            "hello",
            "pull-refused",
            /^hello is not ready, because it cannot pull .* without a login/,
          ],
          ["eventservice", "crash", /^eventservice is not .* ends by itself with exit code 3/],
          [
            "amqp-broker",
            "memory",
            /^bookingservice is not ready, because amqp-broker was killed for memory \(limit 64Mi\) \d/,
          ],
          ["user", "quota", /^user is not ready, because .* quota slipway-quota-\w+ is used up/],
        ],
        async () => {
          const deployments = ["frontend", "hello", "eventservice", "user"];
          await undo("statefulset/amqp-broker", ...deployments.map((name) => `deployment/${name}`));
          // What never was ready, a StatefulSet does not replace.
          await kubectl(["delete", "pod/amqp-broker-0", "--wait=false"]);
        },
      );
    });
  });

  it("tells of a password, a readiness probe, an edge and an ingress controller", async () => {
    await timed("four faults told and mended", async () => {
      await replaceVariable("user", "MYSQL_PASSWORD", "wrong");
      await patchContainer("deployment/eventservice", {
        "readinessProbe/httpGet/path": "/nowhere",
      });
      const policy = await named("networkpolicy", "bookingservice");
      const egress = await kubectl(["get", policy, "--output=jsonpath={.spec.egress}"]);
      const setEgress = (rules: string) =>
        kubectl(["patch", policy, "--type=merge", `--patch={"spec":{"egress":${rules}}}`]);
      await setEgress("[]");
      await replaceOne("bookingservice");
      const ingress = await named("ingress", "gateway");
      const setClass = (name: string) =>
        kubectl([
          "patch",
          ingress,
          "--type=merge",
          `--patch={"spec":{"ingressClassName":"${name}"}}`,
        ]);
      await setClass("nowhere");
      await explains(
        [
          [
            "user",
            "wrong-password",
            /^user is not ready, because it is refused its login by mysql-f/,
          ],
          [
            "eventservice",
            "readiness",
            /^eventservice is not ready, because it does not say that it/,
          ],
          [
            "bookingservice",
            "edge-denied",
            /^bookingservice is not ready, because it may not connect to bookings-db:27017/,
          ],
          ["gateway", "no-ingress-controller", /^gateway is not .* its class is nowhere/],
        ],
        async () => {
          await undo("deployment/user", "deployment/eventservice");
          await setEgress(egress);
          await setClass("traefik");
          await kubectl(["delete", "secret/user-wrong"]);
        },
      );
    });
  });

  it("tells of a store that is gone, a node without room and two volumes", async () => {
    const image = versions.redis;
    const quota = await named("resourcequota", "slipway-quota");
    const hard = await kubectl(["get", quota, "--output=jsonpath={.spec.hard}"]);
    const setHard = (bounds: string) =>
      kubectl(["patch", quota, "--type=merge", `--patch={"spec":{"hard":${bounds}}}`]);
    await timed("four faults told and mended", async () => {
      await setHard(`{"persistentvolumeclaims":"6","requests.storage":"6Gi"}`);
      await create({
        apiVersion: "v1",
        kind: "PersistentVolumeClaim",
        metadata: { name: "claimant" },
        spec: {
          accessModes: ["ReadWriteOnce"],
          storageClassName: "fast-ssd",
          resources: { requests: { storage: "1Gi" } },
        },
      });
      const claim = { persistentVolumeClaim: { claimName: "claimant" } };
      await create(withVolume("claimant", image, ["sleep", "3600"], claim));
      const fill = ["sh", "-c", `head -c 2000000 /dev/zero > ${data}/x`];
      const tiny = { emptyDir: { medium: "Memory", sizeLimit: "1Mi" } };
      await create(withVolume("filler", image, fill, tiny));
      await kubectl(["scale", "statefulset/redis-for-user", "--replicas=0"]);
      await kubectl(["wait", "--for=delete", "pod/redis-for-user-0", "--timeout=60s"]);
      await replaceOne("user");
      await eventually("the pods that it would hold up have a node", 30, async () => {
        return (await pods("filler")).length === 1;
      });
      await takeTheRoom("hog", image, 8);
      await kubectl(["rollout", "restart", "deployment/frontend"]);
      await explains(
        [
          [
            "redis-for-user",
            "scaled-to-zero",
            /^user is not ready, because redis-for-user has no pods/,
          ],
          ["frontend", "no-room", /^frontend is not ready, because it finds no node .* memory/],
          ["claimant", "claim-unbound", /^claimant is not .* there is no StorageClass fast-ssd$/],
          [
            "filler",
            "volume-full",
            /^filler is not ready, because it has no room left on its volume$/,
          ],
        ],
        async () => {
          await kubectl(["delete", "pod/hog", "--now"], "", "default");
          await kubectl(["scale", "statefulset/redis-for-user", "--replicas=1"]);
          await kubectl(["delete", "deployment/claimant", "deployment/filler", "pvc/claimant"]);
          await setHard(hard);
        },
      );
    });
  });

  it("fails an update in 90 s whose image is not there, and serves the version before", async () => {
    const stack = devStack();
    const images = JSON.parse(await stack.ask("stack", "output", "images", "--json")) as object;
    const digests = { ...images, hello: `localhost:5000/hello@sha256:${"0".repeat(64)}` };
    const program = await stackProgram(stack.name);
    const start = Date.now();
    try {
      await stack.prepare({ "slipway:images": { digests } });
      await assert.rejects(watchedUpdate(stack, program, ["--yes", "--skip-preview"]), (error) => {
        assert.ok(error instanceof Failure);
        assert.match(error.message, /hello is not ready, because it cannot pull .* no such image/);
        return true;
      });
    } finally {
      await stack.prepare();
    }
    const seconds = (Date.now() - start) / 1000;
    record("an update that fails for its image", `${seconds.toFixed(1)} s`);
    assert.ok(seconds < 90, `it took ${seconds} s`);
    assert.equal((await call("GET", "/", { host: "hello" })).status, 200);
    await watchedUpdate(stack, program, ["--yes", "--skip-preview"]);
    assert.ok((await command<Status>("status")).answer.ready);
  });
});

describe("npm run doctor", () => {
  it("finds that everything is there, by trying it", async () => {
    const { answer, exit } = await timed("npm run doctor", () => command<Check[]>("doctor"));
    assert.equal(exit, 0);
    const levels = Object.fromEntries(answer.map(({ name, level }) => [name, level]));
    assert.deepEqual(levels, {
      ...{ tools: "ok", cluster: "ok", clock: "ok", architecture: "ok", room: "ok" },
      ...{ storage: "ok", ingress: "ok", metrics: "skip", policies: "ok", images: "ok" },
      ...{ "registry push": "ok", "registry pull": "ok" },
    });
    const left = await kubectl([
      "get",
      "namespaces",
      "--output=jsonpath={.items[*].metadata.name}",
    ]);
    const standing = left.split(" ").filter((name) => name.startsWith("slipway-doctor-"));
    for (const name of standing) {
      await kubectl(["wait", `namespace/${name}`, "--for=delete", "--timeout=60s"]);
    }
  });
});
