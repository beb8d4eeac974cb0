import assert from "node:assert/strict";
import type { PendingOperation, State, StateResource } from "../../scripts/state";
import { driftFinding, drifts } from "../../scripts/status/drift";
import type { Workload } from "../../scripts/status/objects";

const image = (digit: string) => `localhost:5000/hello@sha256:${digit.repeat(64)}`;

const template = (of: string) => ({ spec: { containers: [{ name: "service", image: of }] } });

const server = (name: string, of: string, kind = "Deployment"): Workload => ({
  kind,
  metadata: { name },
  spec: { template: template(of) },
});

const resource = (name: string, of: string, kind = "Deployment"): StateResource => ({
  urn: `urn:pulumi:dev::slipway::slipway:index:Service$kubernetes:apps/v1:${kind}::${name}`,
  type: `kubernetes:apps/v1:${kind}`,
  inputs: { metadata: { name }, spec: { template: template(of) } },
});

const state = (resources: StateResource[], pending_operations: PendingOperation[] = []): State => ({
  version: 3,
  deployment: { resources, pending_operations },
});

describe("what was set by hand", () => {
  it("is a server that runs another image than the state has for it", () => {
    const resources = [
      resource("hello", image("1")),
      resource("user", image("2")),
      resource("hello", image("3"), "StatefulSet"),
    ];
    const servers = [server("hello", image("9")), server("user", image("2"))];
    const [found, ...others] = drifts(state(resources), servers);
    assert.deepEqual(others, []);
    assert.deepEqual(
      [found?.name, found?.runs, found?.deployed],
      ["hello", image("9"), image("1")],
    );
    assert.equal(found?.urn, resources[0]?.urn);
  });

  it("is not what an update is at, nor what it is about to delete, nor what is gone", () => {
    const rolling = resource("hello", image("1"));
    const replaced = { ...resource("user", image("1")), delete: true };
    const gone = resource("frontend", image("1"));
    const servers = [server("hello", image("9")), server("user", image("9"))];
    const pending: PendingOperation[] = [{ resource: rolling, type: "updating" }];
    assert.deepEqual(drifts(state([rolling, replaced, gone], pending), servers), []);
  });

  it("is told with what mends it, which a plain update does not", () => {
    const drift = { urn: "", name: "hello", runs: image("9"), deployed: image("1") };
    const { sentence, mend } = driftFinding(drift, "dev");
    assert.equal(
      sentence,
      "hello runs hello@999999999999, where the last update has deployed hello@111111111111",
    );
    assert.match(mend, /^npm run up;.*pulumi up --refresh -s dev/);
    assert.equal(driftFinding(drift, "prod").mend, "pulumi up --refresh -s prod");
  });
});
