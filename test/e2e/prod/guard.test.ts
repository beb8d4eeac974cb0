import * as assert from "node:assert/strict";
import { timed } from "../stages";
import { otherCluster } from "./other-cluster";
import { prodStack } from "./stack";

describe("another cluster behind the same context", () => {
  it("is refused in words, before anything is changed there", async () => {
    const other = await otherCluster();
    try {
      const stack = prodStack({ KUBECONFIG: other.kubeconfig });
      const { status, stdout, stderr } = await timed("up on another cluster, refused", () =>
        stack.attempt("up", "--yes", "--skip-preview"),
      );
      assert.notEqual(status, 0);
      assert.match(stdout + stderr, /leads to another cluster than the one that this stack/);
      assert.deepEqual(other.changes, []);
    } finally {
      other.close();
    }
    // The stack has noted who asked last, and nothing else.
    const { steps } = JSON.parse(await prodStack().ask("preview", "--json")) as {
      steps: { op: string; urn: string }[];
    };
    const changed = steps.filter(({ op }) => !["same", "read"].includes(op));
    assert.deepEqual(
      changed.filter(({ urn }) => !urn.includes("pulumi:index:Stash::")),
      [],
    );
  });
});
