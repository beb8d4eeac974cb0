import * as assert from "node:assert/strict";

import { buildProgress } from "./build-progress";

describe("the progress of a build", () => {
  it("is told every 15 s, and counts packages but not what go says of itself", () => {
    let time = 0;
    const told: string[] = [];
    const onLine = buildProgress(
      (line) => told.push(line),
      () => time,
    );
    onLine("go: downloading k8s.io/api v0.34.4");
    onLine("k8s.io/api/core/v1");
    time = 15_000;
    onLine("go: downloading k8s.io/client-go v0.34.4");
    onLine("k8s.io/client-go/rest");
    time = 30_000;
    onLine("k8s.io/kubernetes/cmd/kubelet");
    assert.deepEqual(told, [
      "1 packages compiled, now downloading k8s.io/client-go v0.34.4",
      "3 packages compiled, now k8s.io/kubernetes/cmd/kubelet",
    ]);
  });
});
