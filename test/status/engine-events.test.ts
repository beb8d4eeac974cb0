import assert from "node:assert/strict";
import { isRollout, nameOf, stepsUnderWay } from "../../scripts/status/engine-events";
import { signalFor } from "../../scripts/status/interruption";

const hello = "urn:pulumi:dev::slipway::slipway:index:Service$kubernetes:apps/v1:Deployment::hello";

function line(kind: string, op: string, urn = hello): string {
  return `${JSON.stringify({ [kind]: { metadata: { op, urn } } })}\n`;
}

describe("what the engine is at", () => {
  it("is what has begun and not ended, of what changes something", () => {
    const log = [
      line("resourcePreEvent", "same", "urn::same"),
      line("resourcePreEvent", "create", "urn::made"),
      line("resourcePreEvent", "update", "urn::failed"),
      line("resourcePreEvent", "update"),
      line("resOutputsEvent", "create", "urn::made"),
      line("resOpFailedEvent", "update", "urn::failed"),
      `{"summaryEvent":{}}\n{"resourcePreEv`,
    ];
    assert.deepEqual(stepsUnderWay(log.join("")), [{ op: "update", urn: hello }]);
    assert.deepEqual(stepsUnderWay(""), []);
  });

  it("is a rollout where it is about a Deployment, or a new StatefulSet, which has its part's name", () => {
    const step = { op: "update", urn: hello };
    assert.ok(isRollout(step));
    assert.equal(nameOf(step), "hello");
    const store = hello.replace("Deployment", "StatefulSet");
    assert.ok(!isRollout({ ...step, urn: store }));
    assert.ok(isRollout({ op: "create", urn: store }));
    assert.ok(!isRollout({ op: "create", urn: hello.replace("Deployment", "ReplicaSet") }));
  });

  describe("ends, for a part that cannot start,", () => {
    const [update, create] = ["update", "create"].map((op) => ({ op, urn: hello }));
    const other = { op: "create", urn: hello.replace(/hello$/, "user") };
    assert.ok(update !== undefined && create !== undefined);

    it("by being told, where everything is an update", () => {
      assert.equal(signalFor([update], ["hello"]), "SIGINT");
    });

    it("by being killed, where the part is made: it would be forgotten otherwise", () => {
      assert.equal(signalFor([other, create], ["hello"]), "SIGKILL");
    });

    it("not while the part is updated and another made, nor without such a part, nor at nothing", () => {
      assert.equal(signalFor([update, other], ["hello"]), undefined);
      assert.equal(signalFor([create, other], []), undefined);
      assert.equal(signalFor([], ["hello"]), undefined);
    });
  });
});
