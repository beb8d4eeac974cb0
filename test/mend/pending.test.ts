import assert from "node:assert/strict";
import { begun, completed, type Live, touched } from "../../scripts/mend/pending";
import type { PendingOperation, State, StateResource } from "../../scripts/state";

const resource = (kind: string, name: string, more: object = {}): StateResource => ({
  urn: `urn:pulumi:dev::slipway::kubernetes:core/v1:${kind}::${name}`,
  type: `kubernetes:core/v1:${kind}`,
  custom: true,
  inputs: { apiVersion: "v1", kind, metadata: { name, namespace: "slipway" } },
  ...more,
});

const live = (kind: string, name: string): Live => ({
  apiVersion: "v1",
  kind,
  metadata: {
    name,
    namespace: "slipway",
    managedFields: [
      { manager: "kube-controller-manager", operation: "Update" },
      { manager: "pulumi-kubernetes-1a2b", operation: "Apply" },
    ],
  },
});

const state = (resources: StateResource[], ...pending: PendingOperation[]): State => ({
  version: 3,
  deployment: { resources, pending_operations: pending },
});

const creating = (made: StateResource): PendingOperation => ({ resource: made, type: "creating" });

describe("the state of a stack whose update was killed", () => {
  it("gets what there is of what was being made, as the provider finds it again", () => {
    const secret = resource("Secret", "user-1");
    const before = state([], creating(secret), creating(resource("Secret", "user-2")));
    const { resources, pending_operations } = completed(before, [
      live("Secret", "user-1"),
      undefined,
    ]).deployment;
    assert.deepEqual(pending_operations, []);
    assert.deepEqual(resources, [
      {
        ...secret,
        id: "slipway/user-1",
        outputs: {
          apiVersion: "v1",
          kind: "Secret",
          metadata: { name: "user-1", namespace: "slipway" },
          __initialApiVersion: "v1",
          __fieldManager: "pulumi-kubernetes-1a2b",
        },
      },
    ]);
  });

  it("has what was to replace something that is still there deleted", () => {
    const old = resource("Secret", "user", { id: "slipway/user-1" });
    const next = { ...resource("Secret", "user-2"), urn: old.urn };
    const { resources } = completed(state([old], creating(next)), [
      live("Secret", "user-2"),
    ]).deployment;
    assert.deepEqual(resources?.[0], old);
    assert.deepEqual(
      resources?.slice(1).map(({ id, delete: isOld }) => [id, isOld]),
      [["slipway/user-2", true]],
    );
  });

  it("keeps in its place what was deleted to be made anew, and is made", () => {
    const old = resource("Service", "user", { id: "slipway/user", pendingReplacement: true });
    const user = resource("Service", "other", { id: "slipway/other" });
    const inputs = { ...old.inputs, spec: { ports: [] } };
    const { resources } = completed(state([old, user], creating({ ...old, id: "", inputs })), [
      live("Service", "user"),
    ]).deployment;
    assert.deepEqual(
      resources?.map(({ id, pendingReplacement }) => [id, pendingReplacement]),
      [
        ["slipway/user", false],
        ["slipway/other", undefined],
      ],
    );
    assert.deepEqual(resources?.[0]?.inputs, inputs);
  });

  it("leaves as it is what another update has made since", () => {
    const known = resource("Service", "user", { id: "slipway/user", outputs: { spec: {} } });
    const before = state([known], creating(resource("Service", "user")));
    const { resources } = completed(before, [live("Service", "user")]).deployment;
    assert.deepEqual(resources, [known]);
  });

  it("forgets what was being made that is no object of the cluster", () => {
    const image: StateResource = { urn: "image", type: "docker:index/image:Image", custom: true };
    const before = state([], creating(image));
    assert.deepEqual(begun(before), []);
    assert.deepEqual(completed(before, []).deployment, { resources: [], pending_operations: [] });
  });

  it("says what else the engine was at", () => {
    const [changed, gone] = [resource("Secret", "a"), resource("Secret", "b")];
    const before = state(
      [changed, gone],
      { resource: changed, type: "updating" },
      { resource: gone, type: "deleting" },
      creating(resource("Secret", "c")),
    );
    assert.deepEqual(touched(before), [changed.urn, gone.urn]);
  });
});
