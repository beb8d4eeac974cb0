import * as assert from "node:assert/strict";
import { rendered, stacks } from "../check/rendered";
import { kubectl, kubectlAttempt } from "./cluster";

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
