import * as assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { rendered, stacks } from "../check/rendered";
import { call } from "./api";
import { applyFolder } from "./apply-folder";
import { eventually, kubectl, kubectlAttempt, pods, templates } from "./cluster";
import { person } from "./person";
import { timed } from "./stages";

/** After the stack is gone: its own objects would be compared with what they are to become. */
describe("what npm run render prints", () => {
  for (const stack of stacks) {
    describe(`for ${stack}`, () => {
      let manifests: string;
      before(async () => {
        manifests = rendered(stack);
        const [namespace = ""] = manifests.split(/^---$/m);
        assert.match(namespace, /^kind: Namespace$/m);
        await kubectl(["apply", "--filename=-"], namespace);
      });
      after(() => kubectl(["delete", "namespace", "slipway"]));

      const dryRun = (objects: string) =>
        kubectlAttempt(["apply", "--dry-run=server", "--filename=-"], objects);

      it("is what the API server would take, without a warning", async () => {
        const { status, stdout, stderr } = await dryRun(manifests);
        assert.equal(stderr, "");
        assert.equal(status, 0);
        assert.equal(
          stdout.match(/ \(server dry run\)$/gm)?.length,
          manifests.match(/^kind: /gm)?.length,
        );
      });

      it(`is held against the Pod Security Standard "restricted"`, async () => {
        const root = manifests.replaceAll("runAsNonRoot: true", "runAsNonRoot: false");
        assert.notEqual(root, manifests);
        const { stderr } = await dryRun(root);
        assert.match(stderr, /would violate PodSecurity "restricted:latest": .*runAsNonRoot/);
      });
    });
  }
});

/** What destroy.test.ts has written: the registry still has the images. */
describe("what npm run render -- dev --apply writes", () => {
  const apply = () => kubectlAttempt(["apply", `--filename=${applyFolder}`]);
  /** @param kinds As kubectl names them. */
  const named = async (kinds: string) =>
    (await kubectl(["get", kinds, "--output=name"])).trim().split("\n");

  after(async () => {
    await kubectl(["delete", "namespace", "slipway"]);
    rmSync(applyFolder, { recursive: true });
  });

  it("is a stack that runs, by kubectl apply alone", async () => {
    const { status, stderr } = await apply();
    assert.equal(stderr, "");
    assert.equal(status, 0);
    await timed("rollout after kubectl apply", async () => {
      for (const workload of await named("statefulsets,deployments")) {
        await kubectl(["rollout", "status", workload, "--timeout=300s"]);
      }
    });
    await kubectl(["wait", "--for=condition=complete", "jobs", "--all", "--timeout=120s"]);
  });

  it("serves its API and its pages through the gateway", async () => {
    await eventually("the gateway answers", 60, async () => {
      const answer = await call("GET", "/events").catch(() => undefined);
      return answer?.status === 200;
    });
    const { token, email } = await person();
    const me = await call("GET", "/users/me", { token });
    assert.equal(me.status, 200);
    assert.equal(me.body?.["email"], email);
    assert.equal((await call("GET", "/", { host: "www" })).status, 200);
  });

  it("changes nothing when it is applied again", async () => {
    const state = async () => [
      await templates(),
      (await pods()).map(({ uid }) => uid).sort(),
      await named("jobs,secrets,configmaps"),
    ];
    const before = await state();
    const { status, stderr } = await apply();
    assert.equal(stderr, "");
    assert.equal(status, 0);
    assert.deepEqual(await state(), before);
  });
});
